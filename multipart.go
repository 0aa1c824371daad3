package whatsapp

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/wabakit/whatsapp/internal/filebody"
)

// A MultipartForm is a multipart/form-data request body: text fields,
// optionally followed by one or more files. See [Operation.Multipart].
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

	// Files are sent in place of File where an operation takes several, each as
	// a part of its own.
	Files []File

	// FileField is the name of the part of each file, "file" by default.
	FileField string

	sources []*filebody.Source // of the files, if they are prepared already
}

func (f *MultipartForm) hasNoFiles() bool { return f.File == nil && len(f.Files) == 0 }

// check finds the mistakes that a caller of Do can make.
func (f *MultipartForm) check() error {
	if f == nil {
		return nil
	}
	empty := f.hasNoFiles()
	for name, values := range f.Fields {
		if name == "" {
			return errors.New("whatsapp: the multipart form has a field without a name")
		}
		empty = empty && len(values) == 0
	}
	switch {
	case empty:
		return errors.New("whatsapp: the multipart form has neither fields nor a file")
	case f.File != nil && f.Files != nil:
		return errors.New("whatsapp: the multipart form has both File and Files")
	case f.hasNoFiles() && f.FileField != "":
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

// encodeMultipart returns the body of a form without a file. A form with files
// becomes the content of the operation, which streams.
func (c *call) encodeMultipart(ctx context.Context, form *MultipartForm) (body []byte, contentType []string, err error) {
	if form.hasNoFiles() {
		encoded := filebody.NewForm(form.Fields)
		return encoded.Bytes, []string{encoded.ContentType}, nil
	}
	sources, err := form.prepared(ctx, c.client.config.attemptTimeout)
	if err != nil {
		return nil, nil, err
	}
	for _, source := range sources {
		source.Name = cmp.Or(source.Name, usualName(source.MIMEType))
	}
	c.op.content = filebody.NewFileForm(form.Fields, cmp.Or(form.FileField, "file"), sources...)
	return nil, nil, nil
}

// prepared returns the files, ready to be sent.
func (f *MultipartForm) prepared(ctx context.Context, readTimeout time.Duration) ([]*filebody.Source, error) {
	switch {
	case f.sources != nil:
		return f.sources, nil
	case f.File == nil:
		return sourcesOf(ctx, "files", f.Files, readTimeout)
	}
	source, err := f.File.source(ctx, readTimeout)
	return []*filebody.Source{source}, err
}
