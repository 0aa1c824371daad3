package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

// templateBodies has the bodies of templates that Meta's document lacks, from
// its guides, by what is special about them.
var templateBodies = map[string]string{
	"named parameters": `{"name":"a","language":"en_US","category":"UTILITY","parameter_format":"NAMED","components":[
		{"type":"HEADER","format":"TEXT","text":"Hi {{who}}","example":{"header_text_named_params":[{"param_name":"who","example":"Ada"}]}},
		{"type":"BODY","text":"Your {{what}} is here.","example":{"body_text_named_params":[{"param_name":"what","example":"parcel"}]}}]}`,
	"time to live": `{"name":"a","language":"en_US","category":"UTILITY","message_send_ttl_seconds":60,"components":[{"type":"BODY","text":"Hello."}]}`,
	"zero-tap": `{"name":"a","language":"en_US","category":"AUTHENTICATION","components":[{"type":"BODY","add_security_recommendation":true},
		{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"ZERO_TAP","text":"Copy","autofill_text":"Fill","zero_tap_terms_accepted":true,
		"supported_apps":[{"package_name":"com.shop.android","signature_hash":"K8a/AINcGX7"}]}]}]}`,
	"library": `{"name":"a","language":"en_US","category":"UTILITY","library_template_name":"delivery_update_1",
		"library_template_body_inputs":{"add_track_package_link":true,"code_expiration_minutes":5},
		"library_template_button_inputs":[{"type":"URL","url":{"base_url":"https://shop.test/{{1}}","url_suffix_example":"https://shop.test/1"}},
		{"type":"PHONE_NUMBER","phone_number":"+15550100"},{"type":"OTP","otp_type":"COPY_CODE"}]}`,
	"max price": `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"BODY","text":"Hello."}],
		"optimization_spec":{"bid_amount":10,"bid_strategy":"LOWEST_COST_WITH_BID_CAP"}}`,
	"creative options": `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"BODY","text":"Hello."}],
		"degrees_of_freedom_spec":{"creative_features_spec":{"image_animation":{"enroll_status":"OPT_IN"}}},"creative_sourcing_spec":{"a":1}}`,
	"order details": `{"name":"a","language":"en_US","category":"UTILITY","sub_category":"ORDER_DETAILS","display_format":"ORDER_DETAILS","send_type":"DIRECT",
		"cta_url_link_tracking_opted_out":true,"components":[{"type":"BODY","text":"Your order."},{"type":"BUTTONS","buttons":[{"type":"ORDER_DETAILS","text":"Pay"}]}]}`,
	"limited-time offer": `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW"]}},
		{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Expiring offer!","has_expiration":true}},{"type":"BODY","text":"Hello."},
		{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"SPRING25"},{"type":"URL","text":"Open","url":"https://shop.test/{{1}}","example":["https://shop.test/1"]}]}]}`,
	"coupon, listed": `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":["SPRING25"]}]}]}`,
	"product":        `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"HEADER","format":"PRODUCT"},{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"SPM","text":"View"}]}]}`,
	"catalog":        `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"BODY","text":"Hello."},{"type":"BUTTONS","buttons":[{"type":"CATALOG","text":"View catalog"}]}]}`,
	"GIF":            `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"HEADER","format":"GIF","example":{"header_handle":["4::aW"]}},{"type":"BODY","text":"Hello."}]}`,
	"carousel": `{"name":"a","language":"en_US","category":"MARKETING","components":[{"type":"BODY","text":"Hello."},{"type":"CAROUSEL","cards":[
		{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aW"]}},{"type":"BODY","text":"One."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"More"}]}]},
		{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::aX"]}},{"type":"BODY","text":"Two."},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"More"}]}]}]}]}`,
	"calls": `{"name":"a","language":"en_US","category":"UTILITY","components":[{"type":"BODY","text":"Hello."},{"type":"CALL_PERMISSION_REQUEST"},
		{"type":"BUTTONS","buttons":[{"type":"VOICE_CALL","text":"Call","ttl_minutes":1440}]}]}`,
	"of tomorrow": `{"name":"a","language":"en_US","category":"NEW","components":[{"type":"SPARKLE","glitter":[1]},{"type":"BODY","text":"Hello."},
		{"type":"BUTTONS","buttons":[{"type":"HOLOGRAM","beam":{"a":1.50}}]}]}`,
}

// TestTemplateBodies decodes every example of a template into the SDK's types,
// sends it, and checks that the same members arrive with the same values.
func TestTemplateBodies(t *testing.T) {
	t.Parallel()
	bodies := load(t).Operations["createAuthenticationTemplateWOtpCopyCodeButton"].requestExamples()
	require.Len(t, bodies, 11)
	for name, text := range templateBodies {
		body, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		require.NoError(t, err)
		bodies[name] = body
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := json.Marshal(body)
			require.NoError(t, err)
			var request whatsapp.CreateMessageTemplateRequest
			require.NoError(t, json.Unmarshal(data, &request))
			if name != "of tomorrow" {
				requireTyped(t, request.Components)
			}
			s := replay(t, http.StatusOK, answer{"id": "1"})
			_, err = s.Templates.Create(s, graphtest.WABAID, request, whatsapp.WithoutValidation())
			require.NoError(t, err)
			arrived, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.exchanges[0].Body))
			require.NoError(t, err)
			assert.Equal(t, inCapitals(body), arrived)
			if _, ofGuides := templateBodies[name]; ofGuides {
				require.NoError(t, request.Validate(), "a body of the guides keeps the documented limits")
			}
		})
	}
}

func requireTyped(t *testing.T, components whatsapp.MessageTemplateComponents) {
	t.Helper()
	for _, component := range components {
		_, isUnknown := component.(whatsapp.RawMessageTemplateComponent)
		require.False(t, isUnknown, "the SDK has no type for %s", component)
	}
}

// inCapitals spells the types of an example as the SDK does: some of Meta's
// examples have small letters.
func inCapitals(value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, item := range value {
			list[i] = inCapitals(item)
		}
		return list
	case map[string]any:
		object := maps.Clone(value)
		for name, member := range object {
			object[name] = inCapitals(member)
			if text, isText := member.(string); isText && name == "type" {
				object[name] = strings.ToUpper(text)
			}
		}
		return object
	}
	return value
}
