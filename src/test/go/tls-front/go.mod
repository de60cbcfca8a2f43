module reinstate.dev/tls-front

go 1.24.0
