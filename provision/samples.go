package provision

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

const (
	// sampleFile begins what stands in place of the handle of a sample: the
	// path of a file of [WithFiles].
	sampleFile = "file:"
	maxSample  = 16 << 20 // bytes
)

// sampleTypes are the types of files that Meta takes as samples.
var sampleTypes = []string{"application/pdf", "image/jpeg", "image/png", "video/mp4"}

// eachHandle returns components with the handles of all samples changed, also
// on cards.
func eachHandle(list whatsapp.MessageTemplateComponents, change func(string) string) whatsapp.MessageTemplateComponents {
	return eachComponent(list, func(component whatsapp.MessageTemplateComponent) whatsapp.MessageTemplateComponent {
		header, ok := component.(whatsapp.MessageTemplateHeader)
		if !ok {
			return component
		}
		header.Handles = slices.Clone(header.Handles)
		for i, handle := range header.Handles {
			header.Handles[i] = change(handle)
		}
		return header
	})
}

// sampleFiles are the paths of the samples that are files, each of them once.
func sampleFiles(list whatsapp.MessageTemplateComponents) []string {
	var paths []string
	eachHandle(list, func(handle string) string {
		if name, isFile := strings.CutPrefix(handle, sampleFile); isFile && !slices.Contains(paths, name) {
			paths = append(paths, name)
		}
		return handle
	})
	return paths
}

// withSamples checks that the samples can be uploaded.
func withSamples(s *session, want *Template) (*Template, error) {
	if want.State == StateAbsent {
		return want, nil
	}
	for _, name := range sampleFiles(want.Components) {
		if _, problem := s.readSample(name); problem != "" {
			return nil, violation("components", fmt.Sprintf("have the sample %q, which %s", name, problem))
		}
	}
	return want, nil
}

func (s *session) readSample(name string) (content []byte, problem string) {
	content, problem = s.readFile(name, maxSample)
	if kind := http.DetectContentType(content); problem == "" && !slices.Contains(sampleTypes, kind) {
		problem = "must be a file of the type " + strings.Join(sampleTypes, ", ") + ", not " + kind
	}
	return content, problem
}

// uploaded returns a template with handles in place of its samples' files.
func (s *session) uploaded(ctx context.Context, want *Template) (*Template, error) {
	handles := map[string]string{}
	for _, name := range sampleFiles(want.Components) {
		content, problem := s.readSample(name)
		if problem != "" {
			return nil, errors.New("the sample " + problem)
		}
		handle, err := s.upload(ctx, name, content)
		if err != nil {
			return nil, err
		}
		handles[sampleFile+name] = handle
	}
	if len(handles) == 0 {
		return want, nil
	}
	ready := *want
	ready.Components = eachHandle(want.Components, func(handle string) string {
		if uploaded, isFile := handles[handle]; isFile {
			return uploaded
		}
		return handle
	})
	return &ready, nil
}

// upload uploads a file to the app and returns its handle.
func (s *session) upload(ctx context.Context, name string, content []byte) (string, error) {
	return s.client.Uploads.Upload(ctx, s.appID, whatsapp.File{
		Content: bytes.NewReader(content), Name: path.Base(name), MIMEType: http.DetectContentType(content),
	})
}

// uploads reports whether a change uploads files, which needs an app.
func (c Change) uploads() bool {
	switch {
	case c.Action == ActionDelete:
		return false
	case c.Target.Kind == KindProfile:
		return touches(c.Differences, "picture")
	case c.Target.Kind == KindTemplate:
		var desired Template
		return json.Unmarshal(c.Desired, &desired) == nil && len(sampleFiles(desired.Components)) > 0
	}
	return false
}
