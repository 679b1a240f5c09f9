/** A certificate for localhost that only tests use, valid until 2126: openssl 3.0 `req -x509 -newkey ec -days 36500`. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUUJPbl2mPwU3f3xVaYWb4SCVdR/QwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTIyMjg1OFoYDzIxMjYxMTAx
MjIyODU4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASO033VABu1K1l9gVgNL8enx8lXh55YNi4iwKQfWKYOxiNKA7oj9y0w
Q9suDjedfghC+N4YhQWtouqJQiLrYZs8o28wbTAdBgNVHQ4EFgQUskVTVH/EkegK
eiYDKeQ6Oke/RnswHwYDVR0jBBgwFoAUskVTVH/EkegKeiYDKeQ6Oke/RnswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgJWRbMiL7HQww/rA71fSIJyEIMCpOJ15iNdH4KCKccGcCIQD9
32i58OwB/U1AOLUQzjlx5V4JYMuxky78bLo/MgbDMw==
-----END CERTIFICATE-----
`;

/** Its key: no secret, it opens nothing. */
export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgAOsYitb8mWvyRvhK
ETFeUK/Xu/krHoNThmSvwxx9xtuhRANCAASO033VABu1K1l9gVgNL8enx8lXh55Y
Ni4iwKQfWKYOxiNKA7oj9y0wQ9suDjedfghC+N4YhQWtouqJQiLrYZs8
-----END PRIVATE KEY-----
`;
