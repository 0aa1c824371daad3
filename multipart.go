package whatsapp

import (
	"bytes"
	"cmp"
	"mime/multipart"
	"net/textproto"
)

// mediaForm frames a file as the form that media are uploaded with. Only the
// frame is in memory.
func mediaForm(file *source) (*content, error) {
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	for _, field := range [...][2]string{{"messaging_product", "whatsapp"}, {"type", file.mimeType}} {
		if err := form.WriteField(field[0], field[1]); err != nil {
			return nil, err
		}
	}
	part := textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", cmp.Or(file.name, usualName(file.mimeType)))},
		"Content-Type":        {file.mimeType},
	}
	if _, err := form.CreatePart(part); err != nil {
		return nil, err
	}
	begins := frame.Len()
	if err := form.Close(); err != nil {
		return nil, err
	}
	whole := frame.Bytes()
	return &content{mimeType: form.FormDataContentType(), before: whole[:begins], after: whole[begins:], source: file}, nil
}

// usualName is the name of a file that has none; the form needs one.
func usualName(mimeType string) string {
	if row, known := lookUpMediaType(mimeType); known {
		return "media" + row.extensions[0]
	}
	return "media"
}
