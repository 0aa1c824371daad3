package filebody

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
)

// A Form is a multipart form without files.
type Form struct {
	ContentType string
	Bytes       []byte
}

// NewForm encodes a form that has fields only.
func NewForm(fields url.Values) *Form {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	writeFields(writer, fields)
	_ = writer.Close()
	return &Form{writer.FormDataContentType(), text.Bytes()}
}

// NewFileForm returns the body of a form of fields followed by files, each of
// which is a part with the given field. Only the bytes around the files are in
// memory.
func NewFileForm(fields url.Values, field string, files ...*Source) *Body {
	var text bytes.Buffer
	writer := multipart.NewWriter(&text)
	writeFields(writer, fields)
	body := &Body{ContentType: writer.FormDataContentType()}
	for _, file := range files {
		_, _ = writer.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {multipart.FileContentDisposition(field, file.Name)},
			"Content-Type":        {file.MIMEType},
		})
		body.pieces = append(body.pieces, piece{before: bytes.Clone(text.Bytes()), source: file})
		text.Reset()
	}
	_ = writer.Close()
	body.pieces[len(files)-1].after = text.Bytes()
	return body
}

// writeFields writes the fields sorted by name. Into memory, nothing fails.
func writeFields(writer *multipart.Writer, fields url.Values) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			_ = writer.WriteField(name, value)
		}
	}
}
