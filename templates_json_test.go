package whatsapp_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
)

// What Graph sends encodes as it came, also where it is odd.
func TestTemplateComponentsKeepTheirForm(t *testing.T) {
	t.Parallel()
	for name, form := range map[string]string{
		"nothing":                `[]`,
		"an unknown type":        `[{"type":"SPARKLE","a":1.50}]`,
		"no type":                `[{"text":"Hello"}]`,
		"no object":              `[7,null,"text"]`,
		"several sets":           `[{"type":"BODY","text":"{{1}}","example":{"body_text":[["a"],["b"]]}}]`,
		"a sample without name":  `[{"type":"BODY","example":{"body_text_named_params":[{"param_name":"","example":"a"}]}}]`,
		"an odd example":         `[{"type":"BODY","text":"a","example":"b"}]`,
		"an offer without offer": `[{"type":"LIMITED_TIME_OFFER"}]`,
		"a code as text":         `[{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":"A"}]}]`,
		"a code as list":         `[{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","example":["A"]}]}]`,
		"a URL's sample as text": `[{"type":"BUTTONS","buttons":[{"type":"URL","url":"https://a/{{1}}","example":"https://a/1"}]}]`,
		"an unknown button":      `[{"type":"BUTTONS","buttons":[{"type":"HOLOGRAM","a":1.50}]}]`,
		"an odd button":          `[{"type":"BUTTONS","buttons":[{"type":"URL","url":{"a":1}}]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var components whatsapp.MessageTemplateComponents
			require.NoError(t, json.Unmarshal([]byte(form), &components))
			encoded, err := json.Marshal(components)
			require.NoError(t, err)
			require.JSONEq(t, form, string(encoded))
		})
	}
}

func TestTypesOfTemplatesInSmallLetters(t *testing.T) {
	t.Parallel()
	var components whatsapp.MessageTemplateComponents
	require.NoError(t, json.Unmarshal([]byte(`[{"type":"header","format":"image"},{"type":"buttons","buttons":[{"type":"copy_code","example":"A"}]}]`), &components))
	header, found := components.Header()
	require.True(t, found)
	require.Equal(t, whatsapp.MessageTemplateHeaderFormatImage, header.Format)
	require.Equal(t, whatsapp.MessageTemplateButtonTypeCopyCode, components.Buttons()[0].Type)
	require.Equal(t, []string{"A"}, components.Buttons()[0].Example)
	_, found = components.Footer()
	require.False(t, found)
}

func TestNilComponentDoesNotEncode(t *testing.T) {
	t.Parallel()
	_, err := json.Marshal(whatsapp.MessageTemplateComponents{nil})
	require.ErrorContains(t, err, "a template component is nil")
}

func TestTemplateFailures(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]whatsapp.TemplateFailures{
		`null`:                   nil,
		`[]`:                     nil,
		`["1",2]`:                {"1": "", "2": ""},
		`{"1":"Because"}`:        {"1": "Because"},
		`{"1":{"code":100}}`:     {"1": `{"code":100}`},
		`{"1":null,"2":"Since"}`: {"1": "", "2": "Since"},
	} {
		var failures whatsapp.TemplateFailures
		require.NoError(t, json.Unmarshal([]byte(form), &failures), form)
		require.Equal(t, want, failures, form)
	}
}
