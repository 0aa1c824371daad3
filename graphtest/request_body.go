package graphtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
)

// maxRequestBytes is above the largest upload that Graph accepts.
const maxRequestBytes = 128 << 20

// requestBody holds the input of a request. A multipart form is parsed while it
// arrives, so that a file that is too large is not kept.
type requestBody struct {
	bytes  []byte // the whole body, or the part before a file became too large
	form   parameters
	params parameters // of the query and the body
	wrong  *failure   // why params is incomplete
}

func readBody(r *http.Request) (*requestBody, error) {
	body := &requestBody{}
	if r.Body == nil || r.Body == http.NoBody {
		body.readParameters(r)
		return body, nil
	}
	// A body that blocks must not outlive the request's context.
	stop := context.AfterFunc(r.Context(), func() { _ = r.Body.Close() })
	defer stop()

	source := &bodyReader{from: r.Body}
	if boundary, isForm := formBoundary(r); isForm {
		body.form, body.wrong = readForm(source, boundary)
	}
	_, err := io.Copy(io.Discard, source)
	body.bytes = source.kept.Bytes()
	switch {
	case r.Context().Err() != nil:
		return nil, context.Cause(r.Context())
	case err != nil:
		return nil, err
	case r.ContentLength > 0 && source.count != r.ContentLength:
		return nil, fmt.Errorf("http: ContentLength=%d with Body length %d", r.ContentLength, source.count)
	}
	body.readParameters(r)
	return body, nil
}

// bodyReader keeps what is read from a body, until forgets is set.
type bodyReader struct {
	from    io.Reader
	kept    bytes.Buffer
	forgets bool
	count   int64
	err     error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.from.Read(p)
	b.count += int64(n)
	b.err = err
	if b.forgets {
		return n, err
	}
	b.kept.Write(p[:n])
	if b.kept.Len() > maxRequestBytes {
		b.err = fmt.Errorf("graphtest: the request body is larger than %d bytes", maxRequestBytes)
	}
	return n, b.err
}

// formBoundary reports whether the body is a multipart form.
func formBoundary(r *http.Request) (boundary string, isForm bool) {
	mediaType, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return options["boundary"], mediaType == "multipart/form-data"
}

// readForm reads a multipart form. A file larger than its type allows is
// dropped, and the rest of the body is not kept.
func readForm(source *bodyReader, boundary string) (parameters, *failure) {
	reader := multipart.NewReader(source, boundary)
	params, form, files := parameters{}, url.Values{}, map[string][]any{}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			params.addFiles(files)
			params.addForm(form)
			return params, nil
		}
		if err != nil {
			return nil, invalid("The multipart request body does not parse")
		}
		most := int64(maxRequestBytes)
		if part.FileName() != "" {
			most = mostBytes(form.Get("type"))
		}
		content, err := io.ReadAll(io.LimitReader(part, most+1))
		if err != nil {
			return nil, invalid("The multipart request body does not parse")
		}
		if part.FileName() == "" {
			form.Add(part.FormName(), string(content))
			continue
		}
		upload := file{contentType: part.Header.Get("Content-Type"), content: content}
		if int64(len(content)) > most {
			upload.content, upload.tooLarge, source.forgets = nil, true, true
		}
		files[part.FormName()] = append(files[part.FormName()], upload)
	}
}

// file is an uploaded part of a multipart body.
type file struct {
	contentType string
	content     []byte
	tooLarge    bool // content is nil
}
