package provision_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wabakit/whatsapp/provision"
)

func TestIsText(t *testing.T) {
	t.Parallel()
	const hours = "accounts[0].phone_numbers[12].calling.call_hours.weekly_operating_hours"
	for path, want := range map[string]bool{
		"$schema":                    true,
		"accounts[0].id":             true,
		"accounts[3].users[0].state": true,
		hours + "[1].open_time":      true,
		"accounts[0].phone_numbers[0].calling.call_icons.restrict_to_user_countries[0]":             true,
		"accounts[0].phone_numbers[0].calling.sip.servers[0].request_uri_user_params.a.b":           true,
		"accounts[0].templates[0].components[0].type":                                               true,
		"accounts[0].templates[0].library_template_button_inputs[0].supported_apps[0].package_name": true,

		"":                    false,
		"accounts":            false,
		"accounts[0]":         false,
		"accounts.id":         false,
		"accounts[0":          false,
		"accounts[0].unknown": false,
		"accounts[0].id.more": false,
		"accounts[0].templates[0].components[0].text":              false,
		"accounts[0].templates[0].message_send_ttl_seconds":        false,
		"accounts[0].flows[0].published":                           false,
		"accounts[0].flows[0].json.version":                        false,
		"accounts[0].phone_numbers[0].calling.sip.servers[0].port": false,
	} {
		assert.Equal(t, want, provision.IsText(path), path)
	}
}
