/** One step of the database's layout; its number is its place in the list of migrations. Never change one that was released. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
