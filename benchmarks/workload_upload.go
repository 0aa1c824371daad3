package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"

	"github.com/wabakit/whatsapp"
)

// measureUpload uploads a document over HTTP/1.1.
func measureUpload(ctx context.Context, s settings) ([]result, error) {
	server, err := newTransferServer(s, false)
	if err != nil {
		return nil, err
	}
	defer server.close()
	first, second := &http.Client{Transport: tunedTransport()}, &http.Client{Transport: tunedTransport()}
	retrying := newRetryable(server.URL, tunedTransport())
	sdk, err := newSDK(server.URL, nil)
	if err != nil {
		return nil, err
	}
	target := endpoint(server.URL, phoneNumberID, "media")
	byHand := func(client *http.Client) func() (string, error) {
		return func() (string, error) { return uploadByHand(ctx, client, target, server.content()) }
	}
	return s.compareTransfers(map[string]figures{"whatsapp": {Time: uploadTime, Held: heldKiB}},
		transferring("raw", mediaID, byHand(first)),
		transferring("raw again", mediaID, byHand(second)),
		transferring("retryablehttp, a reader", mediaID, func() (string, error) {
			return retrying.upload(ctx, target, server.content())
		}),
		transferring("whatsapp", mediaID, func() (string, error) {
			return sdk.Media.Upload(ctx, phoneNumberID, whatsapp.File{Content: server.content(), Name: "catalogue.pdf"})
		}),
	)
}

// uploadByHand streams a form with a known length, and cannot repeat it.
func uploadByHand(ctx context.Context, client *http.Client, target string, file *io.SectionReader) (string, error) {
	form, contentType, size, err := uploadForm(file)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, form)
	if err != nil {
		return "", err
	}
	request.ContentLength = size
	request.Header.Set("Content-Type", contentType)
	setHeaders(request)
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	return uploadedID(response)
}

// uploadForm returns the file between the two halves of the form.
func uploadForm(file *io.SectionReader) (form io.Reader, contentType string, size int64, err error) {
	var frame bytes.Buffer
	writer := multipart.NewWriter(&frame)
	for _, field := range [][2]string{{"messaging_product", "whatsapp"}, {"type", pdfType}} {
		if err := writer.WriteField(field[0], field[1]); err != nil {
			return nil, "", 0, err
		}
	}
	if _, err := writer.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="catalogue.pdf"`},
		"Content-Type":        {pdfType},
	}); err != nil {
		return nil, "", 0, err
	}
	begins := frame.Len()
	if err := writer.Close(); err != nil {
		return nil, "", 0, err
	}
	whole := frame.Bytes()
	form = io.MultiReader(bytes.NewReader(whole[:begins]), file, bytes.NewReader(whole[begins:]))
	return form, writer.FormDataContentType(), int64(len(whole)) + file.Size(), nil
}

func uploadedID(response *http.Response) (string, error) {
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("HTTP %d", response.StatusCode)
	}
	var uploaded struct {
		ID string `json:"id"`
	}
	err := json.NewDecoder(response.Body).Decode(&uploaded)
	return uploaded.ID, err
}
