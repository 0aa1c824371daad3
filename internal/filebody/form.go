package filebody

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
)

// A Form is a multipart form. Only what is around its file is in memory.
type Form struct {
	ContentType string

	text   []byte
	fileAt int // where in the text the file belongs
}

// NewForm encodes a form of fields alone.
func NewForm(fields url.Values) (*Form, error) { return encode(fields, nil) }

// NewFileForm encodes a form of fields that a file follows, as a part of the
// given field and file name.
func NewFileForm(fields url.Values, field, name, mimeType string) (*Form, error) {
	return encode(fields, textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition(field, name)},
		"Content-Type":        {mimeType},
	})
}

// encode writes the fields in the order of their names.
func encode(fields url.Values, file textproto.MIMEHeader) (*Form, error) {
	var whole bytes.Buffer
	writer := multipart.NewWriter(&whole)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			if err := writer.WriteField(name, value); err != nil {
				return nil, err
			}
		}
	}
	if file != nil {
		if _, err := writer.CreatePart(file); err != nil {
			return nil, err
		}
	}
	fileAt := whole.Len()
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return &Form{ContentType: writer.FormDataContentType(), text: whole.Bytes(), fileAt: fileAt}, nil
}

// Bytes returns the whole of a form without a file.
func (f *Form) Bytes() []byte { return f.text }

// Around returns the form around a file as a body.
func (f *Form) Around(file *Source) *Body {
	return &Body{ContentType: f.ContentType, before: f.text[:f.fileAt], after: f.text[f.fileAt:], source: file}
}
