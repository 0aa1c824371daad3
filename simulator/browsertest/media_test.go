package browsertest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/simulator"
)

// film records half a second of a picture that moves, has the user send it, and
// waits for the webhook.
func (s *stage) film() {
	s.t.Helper()
	value[bool](s, `(() => {
		const canvas = document.createElement("canvas");
		canvas.width = canvas.height = 64;
		const pen = canvas.getContext("2d");
		const drawing = setInterval(() => { pen.fillStyle = "hsl(" + Math.random() * 360 + " 80% 50%)"; pen.fillRect(0, 0, 64, 64); }, 30);
		const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
		const parts = [];
		recorder.ondataavailable = (event) => parts.push(event.data);
		recorder.onstop = () => {
			clearInterval(drawing);
			const data = new DataTransfer();
			data.items.add(new File(parts, "film.webm", { type: "video/webm" }));
			document.getElementById("phone").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
		};
		recorder.start();
		setTimeout(() => recorder.stop(), 500);
		return true;
	})()`)
	s.hook(`"video"`)
}

// play has a player play, and waits until it has.
func (s *stage) play(selector string) {
	s.t.Helper()
	s.until(`document.querySelector(` + quoted(selector) + `).readyState > 0`)
	value[bool](s, `(document.querySelector(`+quoted(selector)+`).muted = true, document.querySelector(`+quoted(selector)+`).play(), true)`)
	s.until(`document.querySelector(` + quoted(selector) + `).currentTime > 0.05`)
}

func TestMediaPlaysAndOpens(t *testing.T) {
	t.Parallel()
	s := open(t)
	server := s.sim.Server()
	sound := server.AddMedia(graphtest.PhoneNumberID, "audio/wav", sampleSound())
	file := server.AddMedia(graphtest.PhoneNumberID, "application/pdf", []byte("%PDF-1.4"))
	sticker := server.AddMedia(graphtest.PhoneNumberID, "image/png", samplePicture(t))
	s.write(`"type":"audio","audio":{"id":"` + sound + `"}`)
	s.write(`"type":"document","document":{"id":"` + file + `","filename":"invoice.pdf"}`)
	s.write(`"type":"sticker","sticker":{"id":"` + sticker + `"}`)
	s.write(`"type":"text","text":{"body":"Look: https://www.shop.test/ferns/7","preview_url":true}`)
	s.show("light")
	s.play(".bubble audio")
	s.until(`document.querySelector(".bubble .sticker").naturalWidth === 480`)
	s.has(".link-card", "shop.test")
	opened := value[string](s, `document.querySelector(".bubble .file").href`)
	require.Equal(t, "invoice.pdf", value[string](s, `document.querySelector(".bubble .file").download`))
	response, err := http.Get(opened)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, "application/pdf", response.Header.Get("Content-Type"))
	require.Equal(t, "attachment", response.Header.Get("Content-Disposition"))
	s.film()
	s.play(".own video")
}

// A message that changes while it plays goes on.
func TestPlayingGoesOn(t *testing.T) {
	t.Parallel()
	s := open(t)
	sound := s.sim.Server().AddMedia(graphtest.PhoneNumberID, "audio/wav", sampleSound())
	id := s.write(`"type":"audio","audio":{"id":"` + sound + `"}`)
	s.show("light")
	s.until(`document.querySelector(".theirs .ticks").ariaLabel === "read"`)
	value[bool](s, `(window.player = document.querySelector(".bubble audio"), player.loop = player.muted = true, player.play(), true)`)
	s.until(`!player.paused && player.readyState > 0`)
	s.api(http.MethodPost, "/users/u1/messages", `{"reaction":{"message_id":"`+id+`","emoji":"👍"}}`)
	s.has(".reactions", "👍")
	require.True(t, value[bool](s, `player === document.querySelector(".bubble audio") && !player.paused && player.isConnected`))
}

// The business can be made to write from the page, and outside of the window it
// fails.
func TestWritingAsTheBusiness(t *testing.T) {
	t.Parallel()
	s := open(t, simulator.WithServer(graphtest.WithServiceWindow()))
	s.show("light")
	write := func(text string) {
		s.click(".phone-head [aria-label='Actions of the user']", "")
		s.click("[role=menuitem]", "Write as the business")
		s.set("dialog textarea", text)
		s.submit("Send")
	}
	write("Too late?")
	s.has(".failure", "131047")
	s.api(http.MethodPost, "/users/u1/messages", `{"text":"hi"}`)
	write(`{"type":"location","location":{"latitude":48.2,"longitude":16.4,"name":"The shop"}}`)
	s.has(".theirs .place", "The shop")
}
