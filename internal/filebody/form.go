package filebody

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
)

// A Form is a multipart form. Only the bytes around its file are in memory.
type Form struct {
	ContentType string

	text   []byte
	fileAt int // offset of the file in text
}

// NewForm encodes a form that has fields only.
func NewForm(fields url.Values) *Form { return encode(fields, nil) }

// NewFileForm encodes a form of fields followed by a file, a part with the
// given field and file name.
func NewFileForm(fields url.Values, field, name, mimeType string) *Form {
	return encode(fields, textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition(field, name)},
		"Content-Type":        {mimeType},
	})
}

// encode writes the fields sorted by name. Into memory, nothing fails.
func encode(fields url.Values, file textproto.MIMEHeader) *Form {
	var whole bytes.Buffer
	writer := multipart.NewWriter(&whole)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			_ = writer.WriteField(name, value)
		}
	}
	if file != nil {
		_, _ = writer.CreatePart(file)
	}
	fileAt := whole.Len()
	_ = writer.Close()
	return &Form{ContentType: writer.FormDataContentType(), text: whole.Bytes(), fileAt: fileAt}
}

// Bytes returns the encoded form, if it has no file.
func (f *Form) Bytes() []byte { return f.text }

// Around returns a body with the form around a file.
func (f *Form) Around(file *Source) *Body {
	return &Body{ContentType: f.ContentType, before: f.text[:f.fileAt], after: f.text[f.fileAt:], source: file}
}
