package simulator

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
)

// filesOf describes the files that a user has picked. They were uploaded
// before.
func filesOf(w *world, picked []any) ([]any, error) {
	files := make([]any, 0, len(picked))
	for _, item := range picked {
		id := textOf(memberAt(item, []string{"id"}))
		mimeType, content, found := w.graph.MediaContent(id)
		if !found {
			return nil, invalid("there is no media object %q; upload it with POST /media", id)
		}
		sum := sha256.Sum256(content)
		files = append(files, flowFile{
			Name: firstOf(textOf(memberAt(item, []string{"file_name"})), id), Type: mimeType,
			Hash: base64.StdEncoding.EncodeToString(sum[:]), ID: id, size: len(content),
		})
	}
	return files, nil
}

// endpointFile is a file as the endpoint gets it: where it is, encrypted, and
// how to decrypt it.
type endpointFile struct {
	MediaID    string             `json:"media_id"`
	URL        string             `json:"cdn_url"`
	Name       string             `json:"file_name"`
	Encryption encryptionMetadata `json:"encryption_metadata"`
}

type encryptionMetadata struct {
	EncryptedHash []byte `json:"encrypted_hash"`
	Vector        []byte `json:"iv"`
	Key           []byte `json:"encryption_key"`
	MACKey        []byte `json:"hmac_key"`
	PlainHash     []byte `json:"plaintext_hash"`
}

// forEndpoint returns a payload as the endpoint gets it: files are on the
// simulator's own server, encrypted.
func (w *flowWalk) forEndpoint(payload map[string]any) map[string]any {
	sent := make(map[string]any, len(payload))
	for name, value := range payload {
		sent[name] = value
		list, _ := value.([]any)
		var files []any
		for _, item := range list {
			if file, isFile := item.(flowFile); isFile {
				files = append(files, w.encryptedFile(file))
			}
		}
		if len(files) > 0 {
			sent[name] = files
		}
	}
	return sent
}

func (w *flowWalk) encryptedFile(file flowFile) endpointFile {
	_, content, _ := w.world.graph.MediaContent(file.ID)
	_, encryption := encryptFile(file.ID, content)
	return endpointFile{file.ID, w.base + apiPath + "/flow-media/" + url.PathEscape(file.ID), file.Name, encryption}
}

// encryptFile encrypts a file as WhatsApp does for endpoints: AES-256-CBC, and
// ten bytes of the HMAC at the end. The keys follow from the id, so that
// nothing needs to be kept: in a world in memory they protect nothing.
func encryptFile(id string, content []byte) ([]byte, encryptionMetadata) {
	derive := func(purpose string) []byte {
		sum := sha256.Sum256([]byte("simulator " + purpose + " " + id))
		return sum[:]
	}
	key, macKey, vector := derive("key"), derive("mac"), derive("vector")[:aes.BlockSize]
	padding := aes.BlockSize - len(content)%aes.BlockSize
	encrypted := append(bytes.Clone(content), bytes.Repeat([]byte{byte(padding)}, padding)...)
	block, _ := aes.NewCipher(key) // 32 bytes are a key
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(encrypted, encrypted)
	code := hmac.New(sha256.New, macKey)
	code.Write(vector)
	code.Write(encrypted)
	encrypted = append(encrypted, code.Sum(nil)[:10]...)
	plainHash, encryptedHash := sha256.Sum256(content), sha256.Sum256(encrypted)
	return encrypted, encryptionMetadata{encryptedHash[:], vector, key, macKey, plainHash[:]}
}

// serveFlowMedia serves a file as the endpoint of a flow gets it.
func (s *Simulator) serveFlowMedia(w http.ResponseWriter, r *http.Request) {
	_, content, found := s.current().graph.MediaContent(r.PathValue("id"))
	if !found {
		writeAnswer(w, nil, notFound("there is no media object %q", r.PathValue("id")))
		return
	}
	encrypted, _ := encryptFile(r.PathValue("id"), content)
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", "attachment")
	_, _ = w.Write(encrypted)
}
