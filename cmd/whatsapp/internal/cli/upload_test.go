package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/graphtest"
)

// A file that cannot be sent is refused before it is uploaded, and by a dry
// run, which needs neither an account nor a network.
func TestFilesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, begin string, size int64) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(begin), 0o600))
		require.NoError(t, os.Truncate(path, size))
		return path
	}
	const jpeg, png, webp = "\xff\xd8\xff\xe0\x00\x10JFIF", "\x89PNG\r\n\x1a\n", "RIFF\x00\x00\x00\x00WEBPVP8 "
	photo, sticker := file("photo.jpg", jpeg, 5<<20), file("sticker.webp", webp, 100<<10)
	for name, test := range map[string]struct {
		args []string
		code int
		want string
	}{
		"an image":          {[]string{"image", "{to}", photo}, 0, ""},
		"a document":        {[]string{"document", "{to}", photo}, 0, ""},
		"a sticker":         {[]string{"sticker", "{to}", sticker}, 0, ""},
		"a header":          {[]string{"template", "{to}", "hello_world", "--header-image", photo}, 0, ""},
		"absent":            {[]string{"image", "{to}", filepath.Join(folder, "nofile.jpg")}, 1, "nofile.jpg"},
		"a folder":          {[]string{"image", "{to}", folder}, 1, "directory"},
		"empty":             {[]string{"image", "{to}", file("empty.jpg", "", 0)}, 6, "is empty"},
		"large":             {[]string{"image", "{to}", file("large.png", png, 5<<20+1)}, 6, "has 5242881 bytes, at most 5242880 are allowed"},
		"a large sticker":   {[]string{"sticker", "{to}", file("large.webp", webp, 100<<10+1)}, 6, "at most 102400"},
		"unknown":           {[]string{"document", "{to}", file("page.bin", "\x00\x01\x02", 16)}, 6, "which messages do not support"},
		"text as an image":  {[]string{"image", "{to}", file("note.txt", "A note.", 7)}, 6, "note.txt is text/plain; an image wants image/jpeg or image/png"},
		"sticker as image":  {[]string{"image", "{to}", sticker}, 6, "is image/webp; an image wants"},
		"image as sticker":  {[]string{"sticker", "{to}", photo}, 6, "a sticker wants image/webp"},
		"image as video":    {[]string{"video", "{to}", photo}, 6, "a video wants video/mp4 or video/3gpp"},
		"image as audio":    {[]string{"audio", "{to}", photo}, 6, "a sound wants audio/"},
		"sound as voice":    {[]string{"audio", "{to}", file("song.mp3", "ID3\x03\x00", 64), "--voice"}, 6, "a voice message wants audio/ogg"},
		"header of a wrong": {[]string{"template", "{to}", "hello_world", "--header-video", photo}, 6, "a video wants"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"send"}, test.args...)
			args[2] = "+15550001234"
			told := run(t, nil, append(args, "--dry-run")...)
			assert.Equal(t, test.code, told.code, told.err)
			assert.Contains(t, told.err, test.want)
			if test.code == 0 {
				return
			}
			graph := graphtest.New()
			told = run(t, account(t, graph), args...)
			assert.Equal(t, test.code, told.code, told.err)
			assert.Empty(t, graph.Requests())
		})
	}
}
