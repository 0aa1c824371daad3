package provision_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

// spring is a template with a sample in its header, and on each card.
func spring(header string) string {
	card := `{"components": [{"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["` + header + `"]}},
		{"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Yes"}]}]}`
	return account(`"templates": [{"name": "spring", "language": "en_US", "category": "MARKETING", "components": [
		{"type": "BODY", "text": "New shoes."}, {"type": "CAROUSEL", "cards": [` + card + `,` + card + `]}]}]`)
}

// TestSamplesFromFiles uploads a file once for all who show it.
func TestSamplesFromFiles(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	files := fstest.MapFS{"shoes.png": {Data: []byte(pngHead + "shoes")}, "notes.txt": {Data: []byte("none")}}
	with := provision.WithFiles(files)
	document := parse(t, spring("file:shoes.png"))
	plan := planFor(t, client, document, with)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{Options: []provision.Option{with}})
	require.ErrorContains(t, err, "are uploaded to an app; set ApplyOptions.AppID")
	options := provision.ApplyOptions{AppID: graphtest.AppID, Options: []provision.Option{with}}
	_, err = plan.Apply(t.Context(), client, options)
	require.NoError(t, err)
	require.True(t, planFor(t, client, document, with).Empty())
	require.Equal(t, 1, sessions(srv))

	page, err := client.Templates.List(t.Context(), graphtest.WABAID, &whatsapp.ListTemplatesOptions{Name: "spring"})
	require.NoError(t, err)
	carousel, _ := page.Data[0].Components.Carousel()
	header, _ := carousel.Cards[1].Components.Header()
	require.NotContains(t, header.Handles[0], "file:")

	edited := parse(t, strings.Replace(spring("file:shoes.png"), "New shoes.", "Newer shoes.", 1))
	srv.ReviewTemplate(templateID(t, client, "spring"), "APPROVED", "")
	plan = planFor(t, client, edited, with)
	require.Len(t, plan.Changes, 1)
	_, err = plan.Apply(t.Context(), client, options)
	require.NoError(t, err)
	require.Equal(t, 2, sessions(srv))

	// Neither a handle of one's own nor a deletion needs a file.
	own := parse(t, strings.ReplaceAll(spring(graphtest.PictureHandle), "spring", "summer"))
	_, err = planFor(t, client, own).Apply(t.Context(), client, provision.ApplyOptions{})
	require.NoError(t, err)

	gone := strings.Replace(spring("file:missing.png"), `"category"`, `"state": "absent", "category"`, 1)
	require.Len(t, planFor(t, client, parse(t, gone)).Changes, 1)

	for handle, want := range map[string]string{
		"file:missing.png": `have the sample "missing.png", which cannot be read: file does not exist`,
		"file:notes.txt":   `have the sample "notes.txt", which must be a file of the type application/pdf, image/jpeg, image/png, video/mp4, not text/plain`,
	} {
		_, err = provision.NewPlan(t.Context(), client, parse(t, spring(handle)), with)
		require.ErrorContains(t, err, "provision: accounts[0].templates[0].components "+want)
	}
}

// sessions counts the uploads that were begun.
func sessions(srv *graphtest.Server) (count int) {
	for _, request := range srv.Requests() {
		if request.Method == http.MethodPost && strings.HasSuffix(request.Path, "/uploads") {
			count++
		}
	}
	return count
}
