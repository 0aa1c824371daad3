package provision_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// TestTemplatesFromTheLibrary makes one, which is approved at once. What filled
// it in is not returned by Graph, and no difference.
func TestTemplatesFromTheLibrary(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	delivery := func(name, library string) *provision.Document {
		return parse(t, account(`"templates": [{"name": "`+name+`", "language": "en_US", "category": "UTILITY", "library_template_name": "`+library+`",
			"library_template_body_inputs": {"add_track_package_link": true},
			"library_template_button_inputs": [{"type": "URL", "url": {"base_url": "https://shop.test/orders/{{1}}", "url_suffix_example": "https://shop.test/orders/1"}}]}]`))
	}
	document := delivery("delivery", "delivery_update_1")
	plan := planFor(t, client, document)
	require.Len(t, plan.Changes, 1)
	require.False(t, plan.Changes[0].Reviewed)
	require.Contains(t, plan.String(), `library_template_button_inputs[0]: {"type":"URL"`)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)
	again := planFor(t, client, document)
	require.True(t, again.Empty(), again.String())
	require.Empty(t, again.Warnings)

	page, err := client.Templates.List(t.Context(), graphtest.WABAID, &whatsapp.ListTemplatesOptions{Name: "delivery"})
	require.NoError(t, err)
	require.Equal(t, whatsapp.MessageTemplateStatusApproved, page.Data[0].Status)
	require.Equal(t, "https://shop.test/orders/{{1}}", page.Data[0].Components.Buttons()[0].URL)

	// Elsewhere it would need its inputs, so the export has its components.
	exported, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, provision.WithKinds(provision.KindTemplate))
	require.NoError(t, err)
	encoded, err := json.Marshal(exported)
	require.NoError(t, err)
	require.NotContains(t, string(encoded), "library_template")
	require.Contains(t, string(encoded), "your parcel {{2}} arrives soon")
	require.True(t, planFor(t, client, parse(t, string(encoded))).Empty())

	for _, other := range []*provision.Document{delivery("delivery", "payment_overdue_1"), delivery("hello_world", "delivery_update_1")} {
		plan = planFor(t, client, other)
		require.Equal(t, "it was not made from this template of the library, and cannot be any more; choose another name", plan.Changes[0].Blocked)
		_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{})
		require.ErrorIs(t, err, provision.ErrBlocked)
	}
}

func TestTemplatesFromTheLibraryHaveNoComponents(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	both := parse(t, account(`"templates": [{"name": "delivery", "language": "en_US", "category": "UTILITY", "library_template_name": "delivery_update_1",
		"components": [{"type": "BODY", "text": "On its way."}]}]`))
	_, err := provision.NewPlan(t.Context(), client, both)
	require.EqualError(t, err, "provision: accounts[0].templates[0].components exclude library_template_name")
}
