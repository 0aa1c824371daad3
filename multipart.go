package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"net/url"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// A MultipartForm is a multipart/form-data request body: text fields,
// optionally followed by a file. See [Operation.Multipart].
type MultipartForm struct {
	// Fields holds the text fields, which are sent sorted by name. A list or an
	// object is one field that holds its JSON: `["OTHER"]`.
	Fields url.Values

	// File is sent as the last part, unless it is nil. It streams: it is never
	// in memory as a whole, and the attempt timeout bounds each wait, not the
	// whole upload. The operation is repeated only if the file can be read
	// again and [Operation.Repeat] allows it. Set its MIMEType where Meta
	// requires a certain one, such as "application/json" for the JSON of a
	// Flow.
	File *File

	// FileField is the name of the file's part, "file" by default.
	FileField string

	source *filebody.Source // of File, if it is prepared already
}

// check finds the mistakes that a caller of Do can make.
func (f *MultipartForm) check() error {
	if f == nil {
		return nil
	}
	empty := f.File == nil
	for name, values := range f.Fields {
		if name == "" {
			return errors.New("whatsapp: the multipart form has a field without a name")
		}
		empty = empty && len(values) == 0
	}
	switch {
	case empty:
		return errors.New("whatsapp: the multipart form has neither fields nor a file")
	case f.File == nil && f.FileField != "":
		return errors.New("whatsapp: the multipart form has a FileField, but no File")
	}
	return refuseCredentials(f.Fields)
}

// fields returns the text fields, some of which may be secrets.
func (f *MultipartForm) fields() url.Values {
	if f == nil {
		return nil
	}
	return f.Fields
}

// encodeMultipart returns the body of a form without a file. A form with a file
// becomes the content of the operation, which streams.
func (c *call) encodeMultipart(ctx context.Context, form *MultipartForm) (body []byte, contentType []string, err error) {
	if form.File == nil {
		encoded := filebody.NewForm(form.Fields)
		return encoded.Bytes(), []string{encoded.ContentType}, nil
	}
	source := form.source
	if source == nil {
		if source, err = form.File.source(ctx, c.client.config.attemptTimeout); err != nil {
			return nil, nil, err
		}
	}
	name := cmp.Or(source.Name, usualName(source.MIMEType))
	c.op.content = filebody.NewFileForm(form.Fields, cmp.Or(form.FileField, "file"), name, source.MIMEType).Around(source)
	return nil, nil, nil
}
