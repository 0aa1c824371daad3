// Not released: its tests are all there is to it.
module github.com/wabakit/whatsapp/conformance

go 1.26

replace github.com/wabakit/whatsapp => ..

require (
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/stretchr/testify v1.12.1
	github.com/wabakit/whatsapp v0.0.0-00010101000000-000000000000
	golang.org/x/text v0.14.0
)

require (
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.8 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
