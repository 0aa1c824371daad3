package browsertest_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// picture returns a PNG that is worth a look.
func samplePicture(t *testing.T) []byte {
	t.Helper()
	const width, height = 480, 300
	drawn := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			sky := color.RGBA{uint8(90 + y/3), uint8(150 + y/4), uint8(220 - y/5), 255}
			hill := 190 + 30*(x-160)*(x-160)/20000 - x/12
			if y > hill {
				sky = color.RGBA{uint8(40 + y/6), uint8(120 - y/8 + x/12), 70, 255}
			}
			if dx, dy := x-360, y-80; dx*dx+dy*dy < 34*34 {
				sky = color.RGBA{250, 214, 110, 255}
			}
			drawn.Set(x, y, sky)
		}
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, drawn))
	return out.Bytes()
}

// sampleSound returns a second of a tone as a WAV file.
func sampleSound() []byte {
	const rate = 8000
	file := []byte("RIFF\x64\x1f\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x40\x1f\x00\x00")
	for i := range rate {
		file = append(file, byte(128+100*math.Sin(2*math.Pi*440*float64(i)/rate)))
	}
	return file
}

// scene has a conversation with one message of every kind.
func (s *stage) scene() {
	s.t.Helper()
	server := s.sim.Server()
	picture := server.AddMedia(graphtest.PhoneNumberID, "image/png", samplePicture(s.t))
	file := server.AddMedia(graphtest.PhoneNumberID, "application/pdf", []byte("%PDF-1.4"))
	voice := server.AddMedia(graphtest.PhoneNumberID, "audio/wav", sampleSound())
	server.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "spring_sale", Category: "MARKETING", Components: `[
		{"type":"HEADER","format":"IMAGE","example":{"header_handle":["x"]}},
		{"type":"BODY","text":"Hello {{1}}, *spring* is here: {{2}} off everything green.","example":{"body_text":[["Marta","20%"]]}},
		{"type":"FOOTER","text":"Until the end of May"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Show me"},{"type":"URL","text":"Open the shop","url":"https://www.shop.test/{{1}}","example":["https://www.shop.test/a"]},{"type":"COPY_CODE","example":"GREEN20"}]}]`})
	say := func(content string) string {
		return s.api(http.MethodPost, "/users/u1/messages", content)["id"].(string)
	}

	question := say(`{"text":"Where is my *order*?"}`)
	s.write(`"context":{"message_id":"` + question + `"},"type":"interactive","interactive":{"type":"button","body":{"text":"Order *7781* is on its way:\n- packed on Monday\n- with the carrier\n> It comes _tomorrow_.\nTrack it at https://www.shop.test/7781"},"footer":{"text":"Tap to change it"},"action":{"buttons":[{"type":"reply","reply":{"id":"day","title":"Another day"}},{"type":"reply","reply":{"id":"thanks","title":"Thanks"}}]}}`)
	s.write(`"type":"image","image":{"id":"` + picture + `","caption":"The parcel, with a ~torn~ whole label"}`)
	say(`{"location":{"latitude":48.20849,"longitude":16.37208,"name":"At home","address":"1 Market Square"}}`)
	say(`{"contacts":[{"name":{"formatted_name":"My neighbour"},"phones":[{"phone":"+1 555-0140"}]}]}`)
	s.write(`"type":"document","document":{"id":"` + file + `","filename":"invoice-7781.pdf","caption":"The invoice"}`)
	say(`{"audio":{"id":"` + voice + `","voice":true}}`)
	s.write(`"type":"interactive","interactive":{"type":"list","body":{"text":"Which day suits you?"},"action":{"button":"Days","sections":[{"title":"This week","rows":[{"id":"wed","title":"Wednesday","description":"9 to 12"},{"id":"fri","title":"Friday"}]}]}}`)
	s.write(`"type":"interactive","interactive":{"type":"cta_url","body":{"text":"Our opening hours"},"action":{"name":"cta_url","parameters":{"display_text":"See the map","url":"https://www.shop.test/map"}}}`)
	s.write(`"type":"template","template":{"name":"spring_sale","language":{"code":"en_US"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"` + picture + `"}}]},{"type":"body","parameters":[{"type":"text","text":"Marta"},{"type":"text","text":"20%"}]},{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"show"}]},{"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"green"}]},{"type":"button","sub_type":"copy_code","index":"2","parameters":[{"type":"coupon_code","coupon_code":"GREEN20"}]}]}`)
	s.write(`"type":"interactive","interactive":{"type":"location_request_message","body":{"text":"Where are you?"},"action":{"name":"send_location"}}`)
	s.write(`"type":"interactive","interactive":{"type":"call_permission_request","body":{"text":"May we call about your order?"},"action":{"name":"call_permission_request"}}`)
	s.write(`"type":"text","text":{"body":"` + "```npm start```" + ` in monospace 🙂"}`)
	s.write(`"type":"reaction","reaction":{"message_id":"` + question + `","emoji":"👍"}`)
	thanks := say(`{"text":"Thank you"}`)
	say(`{"edit":{"original_message_id":"` + thanks + `","message":{"text":{"body":"Thank you!"}}}}`)
	say(`{"revoke":{"original_message_id":"` + say(`{"text":"Oops"}`) + `"}}`)
	s.api(http.MethodPost, "/users/u2/messages", `{"text":"When do you open?"}`)
	s.api(http.MethodPost, "/users/u3/messages", `{"text":"Hello from somebody without a number"}`)
}

// posed is a conversation that fits into a picture.
func (s *stage) posed() {
	s.t.Helper()
	picture := s.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", samplePicture(s.t))
	say := func(user, text string) string {
		return s.api(http.MethodPost, "/users/"+user+"/messages", `{"text":"`+text+`"}`)["id"].(string)
	}
	say("u3", "I would rather not show my number")
	say("u2", "When do you open?")
	question := say("u1", "Where is my order? 🌱")
	s.write(`"context":{"message_id":"` + question + `"},"type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"` + picture + `"}},"body":{"text":"Order *7781* is on its way:\n- packed on Monday\n- with the carrier\nIt comes _tomorrow between 9 and 12_."},"footer":{"text":"Tap to change it"},"action":{"buttons":[{"type":"reply","reply":{"id":"day","title":"Another day"}},{"type":"reply","reply":{"id":"thanks","title":"Thanks"}}]}}`)
	s.write(`"type":"reaction","reaction":{"message_id":"` + question + `","emoji":"👍"}`)
	say("u1", "Thank you!")
}

func TestPictures(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.posed()
	for _, scheme := range []string{"light", "dark"} {
		s.show(scheme)
		s.do(chromedp.EmulateViewport(1360, 900))
		s.until(`document.querySelectorAll(".entry").length > 5 && document.querySelector(".picture img").naturalWidth > 0`)
		s.until(`[...document.querySelectorAll(".theirs .ticks")].every((tick) => tick.ariaLabel === "read")`)
		s.click(".entry", "message.text")
		s.has(".detail .facts", "sha256=")
		folder := t.TempDir()
		if *update {
			folder = "../../docs/pictures"
			require.NoError(t, os.MkdirAll(folder, 0o755))
		}
		s.picture(folder + "/simulator-" + scheme + ".png")
	}
}

// shop serves a picture, as a business does.
func (s *stage) shop() string {
	s.t.Helper()
	content := samplePicture(s.t)
	mux := http.NewServeMux()
	mux.HandleFunc("/fern.png", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(content)
	})
	server := httptest.NewServer(mux)
	s.t.Cleanup(server.Close)
	return server.URL
}
