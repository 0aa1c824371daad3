package graphtest_test

import (
	"strconv"
	"strings"
	"testing"
)

// titled returns a section with a title of this length, or without one for 0.
func titled(title int, rows ...string) string {
	return `{"title":"` + characters(title) + `","rows":[` + strings.Join(rows, ",") + `]}`
}

// interactive returns a message with a body and an action.
func interactive(messageType, action string) string {
	return `{"type":"` + messageType + `","body":{"text":"x"},"action":` + action + `}`
}

func headed(messageType, header, action string) string {
	return `{"type":"` + messageType + `","header":` + header + `,"body":{"text":"x"},"action":` + action + `}`
}

// linkAction returns an action whose button has a text of this length.
func linkAction(text int) string {
	return `{"name":"cta_url","parameters":{"display_text":"` + characters(text) + `","url":"https://shop.test"}}`
}

// flowAction returns an action with these parameters, which take precedence
// over those of all flows.
func flowAction(parameters string) string {
	return `{"name":"flow","parameters":{"flow_message_version":"3","flow_cta":"Book",` + parameters + `}}`
}

// carousel returns a carousel with the same card twice.
func carousel(card string) string {
	return interactive("carousel", `{"cards":[`+card+","+card+`]}`)
}

func numbers(count int) []string {
	found := make([]string, count)
	for i := range found {
		found[i] = strconv.Itoa(i)
	}
	return found
}

func products(title string, ids ...string) string {
	return `{"title":"` + title + `","product_items":[{"product_retailer_id":"` + strings.Join(ids, `"},{"product_retailer_id":"`) + `"}]}`
}

func catalog(sections ...string) string {
	return `{"catalog_id":"7","sections":[` + strings.Join(sections, ",") + `]}`
}

func TestPartsOfContentsRefused(t *testing.T) {
	t.Parallel()
	valid, link := buttons(button(1, 1)), linkAction(1)
	quick := `{"buttons":[{"type":"quick_reply","quick_reply":{"id":"1","title":"x"}}]}`
	rowList := list(1, section(row(1, 1, 1)))
	image := `{"type":"image","image":{"link":"https://shop.test/a.png"}}`
	tests := map[string]refusedContent{
		"a hologram":              {"interactive", interactive("hologram", `{}`), 100, "Param interactive['type'] must be one of {ADDRESS_MESSAGE, BUTTON, "},
		"no action":               {"interactive", `{"type":"cta_url","body":{"text":"x"}}`, 100, "interactive['action'] is required"},
		"no header type":          {"interactive", headed("button", `{"text":"x"}`, valid), 100, "interactive['header']['type'] is required"},
		"an audio header":         {"interactive", headed("button", `{"type":"audio","audio":{"link":"https://shop.test/a.mp3"}}`, valid), 100, "Param interactive['header']['type'] must be one of {DOCUMENT, IMAGE, TEXT, VIDEO}"},
		"an empty header":         {"interactive", headed("button", `{"type":"text"}`, valid), 131009, "text"},
		"an image of nothing":     {"interactive", headed("button", `{"type":"image"}`, valid), 131009, "image"},
		"an image without an id":  {"interactive", headed("button", `{"type":"image","image":{}}`, valid), 100, "Param interactive['header']['image'] must have one of {id, link}"},
		"an image on a list":      {"interactive", headed("list", image, rowList), 131009, "Header"},
		"a header on a product":   {"interactive", headed("product", image, `{"catalog_id":"1","product_retailer_id":"2"}`), 131009, "Header"},
		"a header on a catalog":   {"interactive", headed("catalog_message", image, `{"name":"catalog_message"}`), 131009, "Header"},
		"a long subtitle":         {"interactive", headed("list", `{"type":"text","text":"x","sub_text":"`+characters(61)+`"}`, rowList), 131009, "Max length: 60"},
		"no body of a link":       {"interactive", `{"type":"cta_url","action":` + link + `}`, 131008, "interactive['body'] is required"},
		"no button type":          {"interactive", interactive("button", `{"buttons":[{"reply":{"id":"1","title":"x"}}]}`), 100, "interactive['action']['buttons'][0]['type'] is required"},
		"another button type":     {"interactive", interactive("button", `{"buttons":[{"type":"url","reply":{"id":"1","title":"x"}}]}`), 100, "Param interactive['action']['buttons'][0]['type'] must be one of {REPLY}"},
		"equal button titles":     {"interactive", interactive("button", buttons(button(1, 3), button(2, 3))), 131009, "Duplicated button title"},
		"a blank button id":       {"interactive", interactive("button", `{"buttons":[{"type":"reply","reply":{"id":" 1","title":"x"}}]}`), 131009, "Button id"},
		"untitled sections":       {"interactive", interactive("list", list(1, titled(0, row(1, 1, 1)), titled(0, row(2, 1, 1)))), 131009, "Section title length invalid. Min length: 1, Max length: 24"},
		"a long section":          {"interactive", interactive("list", list(1, titled(25, row(1, 1, 1)))), 131009, "Section title length invalid. Min length: 0, Max length: 24"},
		"a section without rows":  {"interactive", interactive("list", list(1, titled(1, row(1, 1, 1)), titled(1))), 131009, "rows"},
		"another action":          {"interactive", interactive("cta_url", `{"name":"open"}`), 131009, "interactive['action']['name'] must be cta_url"},
		"a link to nowhere":       {"interactive", interactive("cta_url", `{"name":"cta_url","parameters":{"display_text":"x"}}`), 131009, "interactive['action']['parameters']['url'] is required"},
		"a link without text":     {"interactive", interactive("cta_url", linkAction(0)), 131009, "display_text"},
		"a long link":             {"interactive", interactive("cta_url", linkAction(21)), 131009, "Max length: 20"},
		"no web link":             {"interactive", interactive("cta_url", `{"name":"cta_url","parameters":{"display_text":"x","url":"shop"}}`), 131009, "url"},
		"no flow parameters":      {"interactive", interactive("flow", `{"name":"flow"}`), 131009, "interactive['action']['parameters']['flow_message_version'] is required"},
		"no flow":                 {"interactive", interactive("flow", flowAction(`"mode":"draft"`)), 131009, "flow_id"},
		"two flows":               {"interactive", interactive("flow", flowAction(`"flow_id":"1","flow_name":"a"`)), 131009, "flow_id"},
		"a long call to action":   {"interactive", interactive("flow", flowAction(`"flow_id":"1","flow_cta":"`+characters(31)+`"`)), 131009, "Max length: 30"},
		"an unknown flow action":  {"interactive", interactive("flow", flowAction(`"flow_id":"1","flow_action":"jump"`)), 131009, "flow_action"},
		"no product":              {"interactive", interactive("product", `{"catalog_id":"1"}`), 131009, "interactive['action']['product_retailer_id'] is required"},
		"no catalog":              {"interactive", headed("product_list", `{"type":"text","text":"x"}`, `{"sections":[`+products("A", "1")+`]}`), 131009, "interactive['action']['catalog_id'] is required"},
		"products, no header":     {"interactive", interactive("product_list", catalog(products("A", "1"))), 131009, "interactive['header'] is required"},
		"products, no sections":   {"interactive", headed("product_list", `{"type":"text","text":"x"}`, catalog()), 131009, "Invalid sections count"},
		"untitled products":       {"interactive", headed("product_list", `{"type":"text","text":"x"}`, catalog(products("", "1"), products("B", "2"))), 131009, "Section title length invalid"},
		"no country":              {"interactive", interactive("address_message", `{"name":"address_message","parameters":{}}`), 131009, "interactive['action']['parameters']['country'] is required"},
		"one card":                {"interactive", interactive("carousel", `{"cards":[{"card_index":0}]}`), 131009, "Invalid cards count"},
		"cards with a text":       {"interactive", carousel(`{"type":"product","header":{"type":"text","text":"x"},"action":{"catalog_id":"1","product_retailer_id":"2"}}`), 131009, "Header of the type text is not allowed on a card"},
		"cards with an audio":     {"interactive", carousel(`{"header":{"type":"audio"},"action":` + quick + `}`), 100, "Param interactive['action']['cards'][0]['header']['type'] must be one of"},
		"cards without media":     {"interactive", carousel(`{"header":{"type":"image","image":{}},"action":` + quick + `}`), 100, "Param interactive['action']['cards'][0]['header']['image'] must have one of {id, link}"},
		"cards that say much":     {"interactive", carousel(`{"body":{"text":"` + characters(161) + `"},"action":` + quick + `}`), 131009, "Card body text length invalid. Min length: 1, Max length: 160"},
		"cards without action":    {"interactive", carousel(`{"body":{"text":"x"}}`), 100, "interactive['action']['cards'][0]['action'] is required"},
		"cards of no product":     {"interactive", carousel(`{"type":"product","action":{"catalog_id":"1"}}`), 131009, "interactive['action']['cards'][0]['action']['product_retailer_id'] is required"},
		"cards that lead nowhere": {"interactive", carousel(`{"type":"cta_url","action":{"parameters":{"display_text":"x"}}}`), 131009, "interactive['action']['cards'][0]['action']['parameters']['url']"},
		"cards with replies":      {"interactive", carousel(`{"action":` + valid + `}`), 100, "Param interactive['action']['cards'][0]['action']['buttons'][0]['type'] must be one of {QUICK_REPLY}"},
		"cards of a kind":         {"interactive", carousel(`{"type":"poll","action":{}}`), 100, "Param interactive['action']['cards'][0]['type'] must be one of {CTA_URL, PRODUCT}"},
		"many products":           {"interactive", headed("product_list", `{"type":"text","text":"x"}`, catalog(products("A", numbers(20)...), products("B", numbers(11)...))), 131009, "Invalid products count"},
		"a nameless product":      {"interactive", headed("product_list", `{"type":"text","text":"x"}`, catalog(products("A", "1", ""))), 131009, "['sections'][0]['product_items'][1]['product_retailer_id'] is required"},
		"a nameless contact":      {"contacts", `[{"name":{"formatted_name":"Ada"}},{"name":{"first_name":"Ada"}}]`, 100, "contacts[1]['name']['formatted_name'] is required"},
		"a contact, no name":      {"contacts", `[{"phones":[]}]`, 100, "contacts[0]['name']['formatted_name'] is required"},
		"no object as contact":    {"contacts", `["Ada"]`, 100, "Param contacts[0] must be an object"},
		"an audio caption":        {"audio", `{"link":"https://shop.test/a.mp3","caption":"x"}`, 100, `Unexpected key \"caption\" on param \"audio\"`},
		"a sticker caption":       {"sticker", `{"link":"https://shop.test/a.webp","caption":""}`, 100, "Unexpected key"},
		"a reaction of nothing":   {"reaction", `{"message_id":"wamid.1"}`, 100, "reaction['emoji'] is required"},
		"a reaction of null":      {"reaction", `{"message_id":"wamid.1","emoji":null}`, 100, "reaction['emoji'] is required"},
		"a preview of a kind":     {"text", `{"body":"x","preview_url":"maybe"}`, 100, "preview_url must be a boolean"},
		"no kind of button":       {"template", `{"name":"a","language":{"code":"en"},"components":[{"type":"button","index":0}]}`, 100, "template['components'][0]['sub_type'] is required"},
		"a button nowhere":        {"template", `{"name":"a","language":{"code":"en"},"components":[{"type":"button","sub_type":"url"}]}`, 100, "template['components'][0]['index'] is required"},
		"a component of a kind":   {"template", `{"name":"a","language":{"code":"en"},"components":[{"parameters":[]}]}`, 100, "template['components'][0]['type'] is required"},
		"a pin without a group":   {"pin", `{"type":"pin","message_id":"wamid.1"}`, 131009, "group"},
	}
	requireRefused(t, tests)
}
