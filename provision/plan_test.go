package provision_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// account is a document about the first account of the sample world.
func account(members string) string {
	return `{"accounts": [{"id": "` + graphtest.WABAID + `", ` + members + `}]}`
}

// number is a document about its first phone number.
func number(members string) string {
	return account(`"phone_numbers": [{"id": "` + graphtest.PhoneNumberID + `", ` + members + `}]`)
}

func TestPlanText(t *testing.T) {
	t.Parallel()
	const (
		ofAccount = "account " + graphtest.WABAID + "\n"
		ofNumber  = "phone number " + graphtest.PhoneNumberID + "\n"
	)
	hello := func(members string) string {
		return account(`"templates": [{"name": "hello_world", "language": "en_US", ` + members + `}]`)
	}
	tests := map[string]struct{ document, want string }{
		"nothing declared":       {account(`"templates": []`), "no changes"},
		"as it is":               {number(`"profile": {"about": "Here to help"}, "commerce": {"is_cart_enabled": true}, "display_name": "Support line"`), "no changes"},
		"what is left out":       {number(`"automation": {}`), "no changes"},
		"tasks in another order": {account(`"users": [{"id": "` + graphtest.UserID + `", "tasks": ["DEVELOP", "MANAGE", "MANAGE"]}]`), "no changes"},
		"a user without tasks":   {account(`"users": [{"id": "` + graphtest.UserID + `"}]`), "no changes"},
		"another spelling":       {number(`"calling": {"status": "enabled"}`), "no changes"},
		"absent already": {account(`"templates": [{"name": "none", "language": "en_US", "state": "absent"}], "flows": [{"name": "none", "state": "absent"}],
			"welcome_sequences": [{"name": "none", "state": "absent"}], "users": [{"id": "5", "state": "absent"}],
			"subscriptions": [{"app_id": "` + graphtest.PartnerAppID + `", "state": "absent"}],
			"phone_numbers": [{"id": "` + graphtest.PhoneNumberID + `", "webhook": {"state": "absent"}, "qr_codes": [{"prefilled_message": "none", "state": "absent"}]}]`), "no changes"},
		"a changed profile": {number(`"profile": {"about": "Say \"hi\"", "websites": ["https://www.shop.test", "https://help.shop.test"]}`), ofNumber +
			"  ~ profile\n" +
			`      about: "Here to help" -> "Say \"hi\""` + "\n" +
			`      websites[1]: "https://help.shop.test"` + "\n" +
			"0 to create, 1 to change, 0 to delete"},
		"cleared prompts": {number(`"automation": {"prompts": []}`), ofNumber +
			"  ~ automation\n" +
			`      prompts[0]: "Where is my order?" -> nothing` + "\n" +
			`      prompts[1]: "What are your opening hours?" -> nothing` + "\n" +
			"0 to create, 1 to change, 0 to delete"},
		"a category that Meta has changed": {hello(`"category": "MARKETING"`),
			"no changes\n" + `warning: template "hello_world/en_US" of account ` + graphtest.WABAID +
				": it has the category UTILITY, which cannot be changed while it is approved"},
		"an edited template": {hello(`"components": [{"type": "HEADER", "format": "TEXT", "text": "Hello World"}, {"type": "BODY", "text": "Good to see you."}]`), ofAccount +
			`  ~ template "hello_world/en_US"` + "\n" +
			`      components[1]: {"text":"Good to have you here. This message shows that the set-up works.","type":"BODY"} -> nothing` + "\n" +
			`      components[2]: {"text":"A sample","type":"FOOTER"} -> nothing` + "\n" +
			`      components[1]: {"text":"Good to see you.","type":"BODY"}` + "\n" +
			"      ! will be reviewed by Meta\n" +
			"      ! an approved template can be edited once in 24 hours and ten times in 30 days\n" +
			"0 to create, 1 to change, 0 to delete; 1 will be reviewed by Meta"},
		"a deleted template": {hello(`"state": "absent"`), ofAccount +
			`  - template "hello_world/en_US"` + "\n" +
			"      ! cannot be undone: the name cannot be used again for 30 days\n" +
			"0 to create, 0 to change, 1 to delete; 1 cannot be undone"},
		"a sequence of an ad": {account(`"welcome_sequences": [{"name": "Spring sale", "state": "absent"}]`), ofAccount +
			`  - welcome_sequence "Spring sale"` + "\n" +
			"      ! blocked: an active ad uses it\n" +
			"0 to create, 0 to change, 1 to delete; 1 blocked"},
		"a published flow": {account(`"flows": [{"name": "appointment", "state": "absent"}]`), ofAccount +
			`  - flow "appointment"` + "\n" +
			"      ! cannot be undone: a deprecated flow can never be sent or opened again\n" +
			"0 to create, 0 to change, 1 to delete; 1 cannot be undone"},
		"a flow that becomes a draft": {account(`"flows": [{"name": "appointment", "endpoint_uri": "https://flows.shop.test/new"}]`), ofAccount +
			`  ~ flow "appointment"` + "\n" +
			`      endpoint_uri: "https://flows.shop.test/appointment" -> "https://flows.shop.test/new"` + "\n" +
			"      ! it becomes a draft; people go on seeing what was published last\n" +
			"0 to create, 1 to change, 0 to delete"},
		"the end of a subscription": {account(`"subscriptions": [{"app_id": "` + graphtest.AppID + `", "state": "absent"}]`), ofAccount +
			`  - subscription "` + graphtest.AppID + `"` + "\n" +
			"      ! the app no longer receives the account's webhooks\n" +
			"0 to create, 0 to change, 1 to delete"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := newWorld(t)
			plan := planFor(t, client, parse(t, test.document))
			require.Equal(t, test.want, plan.String())
			require.Equal(t, strings.HasPrefix(test.want, "no changes"), plan.Empty())
			require.Equal(t, strings.Contains(test.want, "cannot be undone"), plan.Irreversible())
		})
	}
}

// TestPlanGoesByDependency has flows before the templates that open them, and
// deletes in the opposite order.
func TestPlanGoesByDependency(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	var steps []string
	for _, change := range planFor(t, client, parse(t, everything)).Changes {
		steps = append(steps, string(change.Action)+" "+string(change.Target.Kind))
	}
	require.Equal(t, []string{
		"create user", "update user", "update subscription", "update display_name", "update profile", "update automation",
		"update commerce", "update calling", "create webhook", "create flow", "create template", "update template",
		"create welcome_sequence", "update welcome_sequence", "create qr_code",
		"delete qr_code", "delete welcome_sequence", "delete template", "delete flow", "delete user",
	}, steps)
}

func TestPlanChecksTheLimitsOfWhatChanges(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 200)
	_, client := newWorld(t)
	for document, want := range map[string]string{
		number(`"profile": {"about": "` + long + `"}`):                                                                       "accounts[0].phone_numbers[0].profile.about has 200 characters",
		number(`"qr_codes": [{"prefilled_message": "` + long + `"}]`):                                                        "accounts[0].phone_numbers[0].qr_codes[0].prefilled_message has 200 characters",
		number(`"display_name": "a"`):                                                                                        "accounts[0].phone_numbers[0].display_name must have 2 to 75 characters",
		number(`"webhook": {}`):                                                                                              "accounts[0].phone_numbers[0].webhook.override_callback_uri is required",
		number(`"webhook": {"override_callback_uri": "http://a.test"}`):                                                      "accounts[0].phone_numbers[0].webhook.override_callback_uri must be an https address",
		number(`"automation": {"prompts": ["a", "b", "c", "d", "e"]}`):                                                       "accounts[0].phone_numbers[0].automation.prompts ",
		number(`"calling": {"status": "ENABLED", "call_icons": {"restrict_to_user_countries": ["Germany"]}}`):                "accounts[0].phone_numbers[0].calling.call_icons.restrict_to_user_countries[0] must be a country",
		account(`"templates": [{"name": "Big", "language": "en"}]`):                                                          "accounts[0].templates[0].name ",
		account(`"templates": [{"name": "hello_world", "language": "en_US", "components": [{"type": "BODY", "text": ""}]}]`): "accounts[0].templates[0].components",
		account(`"flows": [{"name": "a"}]`):                                                                                  "accounts[0].flows[0].categories needs at least one entry",
		account(`"flows": [{"name": "survey", "categories": []}]`):                                                           "accounts[0].flows[0].categories needs at least one entry",
		account(`"flows": [{"name": "survey", "endpoint_uri": "http://a.test"}]`):                                            "accounts[0].flows[0].endpoint_uri must be an https address",
		account(`"welcome_sequences": [{"name": "a"}]`):                                                                      "accounts[0].welcome_sequences[0].welcome_message_sequence.text is required",
		account(`"users": [{"id": "` + graphtest.UserID + `", "tasks": []}]`):                                                "accounts[0].users[0].tasks needs at least one task",
		account(`"users": [{"id": "5"}]`):                                                                                    "accounts[0].users[0].tasks needs at least one task",
	} {
		_, err := provision.NewPlan(t.Context(), client, parse(t, document))
		require.ErrorContains(t, err, "provision: "+want, document)
	}
}

func TestPlanOfWrongArguments(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	document := parse(t, account(`"templates": []`))
	_, err := provision.NewPlan(t.Context(), client, nil)
	require.EqualError(t, err, "provision: the document is nil")
	_, err = provision.NewPlan(t.Context(), nil, document)
	require.EqualError(t, err, "provision: the client is nil")
	_, err = provision.NewPlan(t.Context(), client, document, nil, provision.WithConcurrency(0))
	require.EqualError(t, err, "provision: the concurrency must be at least 1")
	_, err = provision.Export(t.Context(), client, []string{"me"})
	require.EqualError(t, err, `provision: the account id must have digits only, not "me"`)
	_, err = provision.Export(t.Context(), nil, nil)
	require.EqualError(t, err, "provision: the client is nil")
	_, err = new(provision.Plan).Apply(t.Context(), nil, provision.ApplyOptions{})
	require.EqualError(t, err, "provision: the client is nil")
	_, err = provision.NewPlan(t.Context(), client, &provision.Document{Accounts: []provision.Account{{ID: "x"}}})
	require.EqualError(t, err, `provision: accounts[0].id must have digits only, not "x"`)
	_, err = provision.Export(t.Context(), client, []string{"12345"})
	require.ErrorContains(t, err, "provision: list the phone numbers of account 12345: ")
	_, err = (*provision.Plan)(nil).Apply(t.Context(), client, provision.ApplyOptions{})
	require.EqualError(t, err, "provision: the plan is nil")
	unknown := &provision.Plan{Changes: []provision.Change{{Target: provision.Target{Kind: "moon"}}}}
	_, err = unknown.Apply(t.Context(), client, provision.ApplyOptions{})
	require.EqualError(t, err, `provision: unknown kind "moon"`)
}

func TestPlanFailsWhereReadingFails(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.Always("GET /{phone}/whatsapp_business_profile", graphtest.GraphError(http.StatusForbidden, graphtest.Error{Code: 10, Message: "No."}))
	_, err := provision.NewPlan(t.Context(), client, parse(t, number(`"profile": {"about": "a"}`)))
	require.ErrorIs(t, err, whatsapp.ErrPermission)
	require.ErrorContains(t, err, "provision: read the profile of phone number "+graphtest.PhoneNumberID)
}
