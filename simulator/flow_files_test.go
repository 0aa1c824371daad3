package simulator_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp/flowcrypto"
	"github.com/wabakit/whatsapp/graphtest"
)

// An endpoint gets files as it gets them from WhatsApp: encrypted, with what
// decrypts them.
func TestFilesForAnEndpoint(t *testing.T) {
	t.Parallel()
	b := newFlowBench(t, `{"version":"7.3","data_api_version":"3.0","routing_model":{"ONE":[]},"screens":[{"id":"ONE","terminal":true,"layout":{"children":[
		{"type":"PhotoPicker","name":"photo","label":"Photo"},
		{"type":"Footer","label":"Send","on-click-action":{"name":"data_exchange","payload":{"photo":"${form.photo}","note":["x"]}}}]}}]}`)
	var sent struct {
		Photo []struct {
			MediaID    string `json:"media_id"`
			URL        string `json:"cdn_url"`
			FileName   string `json:"file_name"`
			Encryption struct {
				EncryptedHash []byte `json:"encrypted_hash"`
				Vector        []byte `json:"iv"`
				Key           []byte `json:"encryption_key"`
				MACKey        []byte `json:"hmac_key"`
				PlainHash     []byte `json:"plaintext_hash"`
			} `json:"encryption_metadata"`
		}
		Note []string
	}
	b.answer = func(r *flowcrypto.Request) (*flowcrypto.Response, error) {
		if err := r.DecodeData(&sent); err != nil {
			return nil, err
		}
		return r.Complete(nil)
	}
	id := b.sim.Server().AddMedia(graphtest.PhoneNumberID, "image/png", []byte("a picture of sixteen bytes or more"))
	opened := b.open(b.send(""))
	require.Equal(t, "completed", b.tapOn(opened, `{"values":{"photo":[{"id":"`+id+`","file_name":"a.png"}]}}`).State)
	require.Equal(t, []string{"x"}, sent.Note)
	file := sent.Photo[0]
	require.Equal(t, "a.png", file.FileName)
	require.Equal(t, id, file.MediaID)
	status, text := b.request(http.MethodGet, strings.TrimPrefix(file.URL, b.address), "")
	require.Equal(t, http.StatusOK, status)
	body := []byte(text)
	encryptedHash := sha256.Sum256(body)
	require.Equal(t, file.Encryption.EncryptedHash, encryptedHash[:])
	encrypted := body[:len(body)-10]
	code := hmac.New(sha256.New, file.Encryption.MACKey)
	code.Write(file.Encryption.Vector)
	code.Write(encrypted)
	require.Equal(t, code.Sum(nil)[:10], body[len(encrypted):])
	block, err := aes.NewCipher(file.Encryption.Key)
	require.NoError(t, err)
	plain := make([]byte, len(encrypted))
	cipher.NewCBCDecrypter(block, file.Encryption.Vector).CryptBlocks(plain, encrypted)
	plain = plain[:len(plain)-int(plain[len(plain)-1])]
	require.Equal(t, "a picture of sixteen bytes or more", string(plain))
	plainHash := sha256.Sum256(plain)
	require.Equal(t, file.Encryption.PlainHash, plainHash[:])
	b.refused(http.MethodGet, "/flow-media/nothing", "", http.StatusNotFound)
}
