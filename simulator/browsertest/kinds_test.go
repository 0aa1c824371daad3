package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// further has messages of the kinds that are not in the scene.
func (s *stage) further() {
	s.t.Helper()
	picture := s.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", samplePicture(s.t))
	card := func(index, id, title string) string {
		return `{"card_index":` + index + `,"header":{"type":"image","image":{"id":"` + picture + `"}},"body":{"text":"` + title + `"},"action":{"buttons":[{"type":"quick_reply","quick_reply":{"id":"` + id + `","title":"Take ` + id + `"}}]}}`
	}
	s.write(`"type":"interactive","interactive":{"type":"carousel","body":{"text":"Three to choose from"},"action":{"cards":[` + card("0", "green", "A *green* hill") + `,` + card("1", "blue", "A blue sky") + `]}}`)
	s.write(`"type":"interactive","interactive":{"type":"product","body":{"text":"This one?"},"action":{"catalog_id":"` + graphtest.CatalogID + `","product_retailer_id":"sku-1"}}`)
	s.write(`"type":"interactive","interactive":{"type":"product_list","header":{"type":"text","text":"All of spring"},"body":{"text":"Two of them"},"action":{"catalog_id":"` + graphtest.CatalogID + `","sections":[{"title":"Hills","product_items":[{"product_retailer_id":"sku-1"},{"product_retailer_id":"sku-2"}]}]}}`)
	s.write(`"type":"interactive","interactive":{"type":"flow","body":{"text":"Book an appointment"},"action":{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"998877665544332","flow_cta":"Book","flow_token":"t"}}}`)
	s.write(`"type":"contacts","contacts":[{"name":{"formatted_name":"The shop","first_name":"The shop"},"phones":[{"phone":"+15550100"}]}]`)
	s.write(`"type":"location","location":{"latitude":48.2,"longitude":16.4,"name":"The shop","address":"1 Market Square"}`)
	s.write(`"type":"image","image":{"link":"https://www.shop.test/picture.png"}`)
	s.write(`"type":"sticker","sticker":{"id":"` + s.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/webp", samplePicture(s.t)) + `"}`)
	s.write(`"type":"text","text":{"body":"🌱"}`)
	s.api(http.MethodPost, "/users/u1/messages", `{"order":{"catalog_id":"`+graphtest.CatalogID+`","text":"Please","product_items":[{"product_retailer_id":"sku-1","quantity":2,"item_price":4.5,"currency":"EUR"}]}}`)
}

func TestFurtherKinds(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.further()
	s.show("light")
	for selector, text := range map[string]string{
		".carousel-card .text strong": "green", ".carousel-card .tap": "Take blue", ".product": "Fern", ".head": "All of spring",
		".theirs .contact": "The shop", ".theirs .place": "1 Market Square", ".linked .placeholder": "Photo at www.shop.test",
		".only-emoji .text": "🌱", ".own .order": "9.00 EUR",
	} {
		s.has(selector, text)
	}
	s.click(".carousel-card .tap", "Take blue")
	require.Contains(t, s.hook("button_reply"), `"id":"blue"`)
	s.click(".tap", "Book") // a flow that there is not is answered by hand
	s.until(`document.querySelector("dialog textarea") !== null`)
	value[bool](s, `(document.querySelector("dialog textarea").value = '{"day":"friday"}', true)`)
	s.submit("Send")
	require.Contains(t, s.hook("nfm_reply"), `friday`)
	s.click(".tap", "View items")
	s.do(chromedp.SetValue(chromedp.CSS("dialog input[name=q1]"), "3"))
	s.submit("Send")
	require.Contains(t, s.hook(`"sku-2"`), `"quantity":3`)
}

// What asks for an address or a contact has it sent.
func TestRequests(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.write(`"type":"interactive","interactive":{"type":"address_message","body":{"text":"Where to?"},"action":{"name":"address_message","parameters":{"country":"IN","values":{"city":"Pune"},"validation_errors":{"in_pin_code":"too short"}}}}`)
	s.write(`"type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"Your number?"},"action":{"name":"request_contact_info"}}`)
	s.show("light")
	s.click(".tap", "Provide address")
	s.has("dialog label", "too short")
	require.Equal(t, "Pune", value[string](s, `document.querySelector("dialog [name=city]").value`))
	s.set("dialog [name=address]", "1 Market Square")
	s.submit("Send")
	require.Contains(t, s.hook("nfm_reply"), "1 Market Square")
	s.click(".tap", "Share contact info")
	require.Contains(t, s.hook(`"contacts":[{"name"`), "15550100123")
	s.has(".own .contact", "First user")
}

// Somebody of whom only the user id is known says which number it is.
func TestContactOfAUserWithoutANumber(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.api(http.MethodPost, "/users", `{"name":"Shy"}`)["user_id"].(string)
	s.request(http.MethodPost, "/v23.0/"+graphtest.PhoneNumberID+"/messages",
		`{"messaging_product":"whatsapp","recipient":"`+id+`","type":"interactive","interactive":{"type":"request_contact_info","body":{"text":"Your number?"},"action":{"name":"request_contact_info"}}}`)
	s.show("light")
	s.click(".chat", "Shy")
	s.click(".tap", "Share contact info")
	s.has("dialog label", "Phone number")
	s.set("dialog [name=phone]", "+1 555 010 0190")
	s.submit("Send")
	shared := s.hook(`"contacts":[{"name"`)
	require.Contains(t, shared, `"phone":"+15550100190"`)
	require.NotContains(t, shared, "undefined")
	s.has(".own .contact", "+15550100190")
}

func TestSendingFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.show("light")
	drop := func(name, kind, content string) {
		value[bool](s, `(() => {
			const data = new DataTransfer();
			data.items.add(new File([`+content+`], `+quoted(name)+`, { type: `+quoted(kind)+` }));
			document.getElementById("phone").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
			return true;
		})()`)
	}
	drop("notes.txt", "text/plain", `"hello"`)
	require.Contains(t, s.hook(`"document"`), `"filename":"notes.txt"`)
	s.has(".own .file", "notes.txt")
	drop("a.png", "image/png", `"not really"`)
	s.hook(`"image"`)
	s.has(".own .placeholder", "Photo") // it does not load

	s.click("[aria-label='Record a voice message']", "")
	s.until(`document.querySelector(".composer path").getAttribute("d") !== "" && document.querySelector("[aria-label='Record a voice message'] path").getAttribute("d") === "M6 6h12v12H6z"`)
	s.click("[aria-label='Record a voice message']", "")
	require.Contains(t, s.hook(`"audio"`), `"voice":true`)

	for label, field := range map[string]string{"Location": "latitude", "Contact": "name"} {
		s.click("[aria-label='Attach']", "")
		s.click("[role=menuitem]", label)
		s.until(`document.querySelector("dialog input[name=` + field + `]") !== null`)
		value[bool](s, `document.querySelectorAll("dialog input[required]").forEach((input) => { input.value ||= "Somebody"; }) ?? true`)
		s.submit("Send")
		s.hook(`"` + map[string]string{"Location": "longitude", "Contact": "formatted_name"}[label] + `"`)
	}
}
