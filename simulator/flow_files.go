package simulator

import (
	"crypto/sha256"
	"encoding/base64"
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

// forEndpoint returns a payload as the endpoint gets it.
func forEndpoint(payload map[string]any) map[string]any { return payload }
