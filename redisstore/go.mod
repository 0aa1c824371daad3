module github.com/wabakit/whatsapp/redisstore

go 1.26.0

replace github.com/wabakit/whatsapp => ..

require (
	// At least 9.7.3: before, the answer to one command could reach another
	// (CVE-2025-29923), and with it somebody else's session.
	github.com/redis/go-redis/v9 v9.23.0
	github.com/stretchr/testify v1.12.1
	github.com/wabakit/whatsapp v0.0.0-00010101000000-000000000000
)

require (
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
	go.uber.org/atomic v1.12.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.48.0 // indirect
)
