package provision_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
	"github.com/wabakit/whatsapp/provision"
)

const pngHead = "\x89PNG\r\n\x1a\n"

func pictures() fstest.MapFS {
	return fstest.MapFS{
		"logo.png":     {Data: []byte(pngHead + "logo")},
		"new/logo.png": {Data: []byte(pngHead + "another")},
		"notes.txt":    {Data: []byte("no picture")},
		"large.png":    {Data: []byte(pngHead + strings.Repeat("a", 5<<20))},
	}
}

func picture(path string) string { return number(`"profile": {"picture": {"path": "` + path + `"}}`) }

// uploads counts the pictures that were put into profiles.
func uploads(srv *graphtest.Server) (count int) {
	for _, request := range srv.Requests() {
		if strings.HasSuffix(request.Path, "/whatsapp_business_profile") && strings.Contains(string(request.Body), "profile_picture_handle") {
			count++
		}
	}
	return count
}

// TestPictures sets a picture once, and again when the file is another one.
func TestPictures(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	files := pictures()
	path := filepath.Join(t.TempDir(), "record.json")
	// Every run reads the record again, as another process does.
	with := func() []provision.Option {
		return []provision.Option{provision.WithFiles(files), provision.WithRecord(provision.NewFileRecord(path))}
	}
	apply := func(plan *provision.Plan) error {
		_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.AppID, Options: with()})
		return err
	}
	document := parse(t, picture("logo.png"))
	plan := planFor(t, client, document, with()...)
	require.Len(t, plan.Changes, 1)
	require.Contains(t, plan.String(), `picture: "sha256:`)
	stored, err := json.Marshal(plan)
	require.NoError(t, err)
	require.NotContains(t, string(stored), "PNG")

	// The hash in a plan keeps another file from being taken for the one that
	// was planned.
	files["logo.png"].Data = append(files["logo.png"].Data, '!')
	require.ErrorContains(t, apply(plan), "picture.sha256 is not the hash of the file")
	require.Zero(t, uploads(srv))

	_, err = plan.Apply(t.Context(), client, provision.ApplyOptions{Options: with()})
	require.ErrorContains(t, err, "are uploaded to an app; set ApplyOptions.AppID")

	plan = planFor(t, client, document, with()...)
	require.NoError(t, apply(plan))
	require.NoError(t, apply(plan))
	again := planFor(t, client, document, with()...)
	require.True(t, again.Empty(), again.String())
	require.Empty(t, again.Warnings)
	require.Equal(t, 1, uploads(srv))

	// A change of another member does not upload it again, another file does.
	about := parse(t, strings.Replace(picture("logo.png"), `"picture"`, `"about": "Open", "picture"`, 1))
	require.NoError(t, apply(planFor(t, client, about, with()...)))
	require.Equal(t, 1, uploads(srv))
	plan = planFor(t, client, parse(t, picture("new/logo.png")), with()...)
	require.Len(t, plan.Changes, 1)
	require.NoError(t, apply(plan))
	require.Equal(t, 2, uploads(srv))

	// Without a record, what is there is left alone.
	unknown := planFor(t, client, document, provision.WithFiles(files))
	require.True(t, unknown.Empty())
	require.Contains(t, unknown.String(), "the picture is not compared: Graph does not tell which one there is, and there is no record")
	about = parse(t, strings.Replace(picture("logo.png"), `"picture"`, `"about": "Shut", "picture"`, 1))
	_, err = planFor(t, client, about, provision.WithFiles(files)).Apply(t.Context(), client, provision.ApplyOptions{Options: []provision.Option{provision.WithFiles(files)}})
	require.NoError(t, err)
	require.Equal(t, 2, uploads(srv))

	// A record that was lost costs one more upload.
	require.NoError(t, os.Remove(path))
	lost := planFor(t, client, document, with()...)
	require.Contains(t, lost.String(), "it replaces a picture of which the record does not know")
	require.NoError(t, apply(lost))
	require.True(t, planFor(t, client, document, with()...).Empty())

	exported, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, with()...)
	require.NoError(t, err)
	require.Contains(t, exported.Omitted, provision.Warning{
		Target: provision.Target{Kind: provision.KindProfile, AccountID: graphtest.WABAID, PhoneNumberID: graphtest.PhoneNumberID},
		Text:   "the picture, of which Graph returns a copy only",
	})
}

// TestFirstPictureNeedsNoRecord sets a picture where there is none.
func TestFirstPictureNeedsNoRecord(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	files := provision.WithFiles(pictures())
	document := parse(t, picture("logo.png"))
	options := provision.ApplyOptions{AppID: graphtest.AppID, Options: []provision.Option{files}}
	for range 2 {
		_, err := planFor(t, client, document, files).Apply(t.Context(), client, options)
		require.NoError(t, err)
	}
	require.Equal(t, 1, uploads(srv))
}

func TestPicturesThatAreRefused(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	const place = "accounts[0].phone_numbers[0].profile.picture."
	for path, want := range map[string]string{
		"missing.png": place + "path cannot be read: file does not exist",
		"../logo.png": place + "path must be a path below the folder of files, with slashes and without . and ..",
		"/etc/passwd": place + "path must be a path below the folder of files, with slashes and without . and ..",
		"notes.txt":   place + "path must be a JPEG or PNG file, not text/plain; charset=utf-8",
		"large.png":   place + "path must have at most 5242880 bytes",
		"new":         place + "path cannot be read: invalid argument",
	} {
		_, err := provision.NewPlan(t.Context(), client, parse(t, picture(path)), provision.WithFiles(pictures()))
		require.EqualError(t, err, "provision: "+want)
	}
	_, err := provision.NewPlan(t.Context(), client, parse(t, picture("logo.png")))
	require.EqualError(t, err, "provision: "+place+"path cannot be read: there is no folder of files; see WithFiles")
	pinned := parse(t, number(`"profile": {"picture": {"path": "logo.png", "sha256": "00"}}`))
	_, err = provision.NewPlan(t.Context(), client, pinned, provision.WithFiles(pictures()))
	require.ErrorContains(t, err, "provision: "+place+"sha256 is not the hash of the file, which is ")
}

type failingRecord struct{}

func (failingRecord) Get(context.Context, string) (string, error) { return "", nil }

func (failingRecord) Put(context.Context, string, string) error { return assert.AnError }

func TestRecordsThatFail(t *testing.T) {
	t.Parallel()
	_, client := newWorld(t)
	with := []provision.Option{provision.WithFiles(pictures()), provision.WithRecord(failingRecord{})}
	plan := planFor(t, client, parse(t, picture("logo.png")), with...)
	_, err := plan.Apply(t.Context(), client, provision.ApplyOptions{AppID: graphtest.AppID, Options: with})
	require.ErrorIs(t, err, assert.AnError)

	path := filepath.Join(t.TempDir(), "record.json")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	record := provision.NewFileRecord(path)
	_, err = record.Get(t.Context(), "a")
	require.ErrorContains(t, err, "provision: read the record")
	require.ErrorContains(t, record.Put(t.Context(), "a", "b"), "provision: read the record")
	_, err = provision.NewPlan(t.Context(), client, parse(t, picture("logo.png")), provision.WithFiles(pictures()), provision.WithRecord(record))
	require.ErrorContains(t, err, "provision: read the record")
	nowhere := provision.NewFileRecord(filepath.Join(t.TempDir(), "missing", "record.json"))
	require.ErrorContains(t, nowhere.Put(t.Context(), "a", "b"), "provision: write the record")
}

// TestExportSaysWhatItLeavesOut has what a document cannot declare.
func TestExportSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	srv, client := newWorld(t)
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "spring", Components: `[
		{"type":"HEADER","format":"IMAGE","example":{"header_handle":["https://scontent.whatsapp.net/sample"]}},{"type":"BODY","text":"New."}]`})
	srv.AddTemplate(graphtest.WABAID, graphtest.Template{Name: "old", Status: "ARCHIVED", Body: "Old."})
	srv.AddWelcomeSequence(graphtest.WABAID, graphtest.WelcomeSequence{Name: "Returns"})
	require.NoError(t, client.Flows.Deprecate(t.Context(), graphtest.FlowID))
	document, err := provision.Export(t.Context(), client, []string{graphtest.WABAID}, provision.WithKinds(
		provision.KindTemplate, provision.KindFlow, provision.KindWelcomeSequence))
	require.NoError(t, err)
	var omitted []string
	for _, one := range document.Omitted {
		omitted = append(omitted, one.String())
	}
	require.Equal(t, []string{
		`flow "appointment" of account ` + graphtest.WABAID + `: it is DEPRECATED`,
		`template "spring/en_US" of account ` + graphtest.WABAID + `: the samples of its media: Graph returns links that expire in place of their handles`,
		`template "old/en_US" of account ` + graphtest.WABAID + `: it is ARCHIVED`,
		`welcome_sequence "Returns" of account ` + graphtest.WABAID + `: 1 more with this name`,
	}, omitted)
	encoded, err := json.Marshal(document)
	require.NoError(t, err)
	require.NotContains(t, strings.ToLower(string(encoded)), "omitted")
}
