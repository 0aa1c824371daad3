package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wabakit/whatsapp"
)

// maxFlowJSON is the size of the largest Flow JSON, in bytes.
const maxFlowJSON = 10 << 20

// flowJSON downloads the JSON of a flow.
func (s *session) flowJSON(ctx context.Context, flowID string) (json.RawMessage, error) {
	for asset, err := range s.client.Flows.AllAssets(ctx, flowID, nil) {
		if err != nil {
			return nil, err
		}
		if asset.AssetType == whatsapp.FlowAssetTypeFlowJSON {
			return s.download(ctx, string(asset.DownloadURL))
		}
	}
	return nil, nil
}

// download fetches a link without an access token. Its errors do not tell the
// link, which is a credential.
func (s *session) download(ctx context.Context, link string) (json.RawMessage, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, http.NoBody)
	if err != nil || request.URL.Scheme != "https" && !isLoopback(request.URL) {
		return nil, errors.New("the JSON of a flow has no usable address")
	}
	response, err := s.http.Do(request)
	if err != nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			err = failed.Err
		}
		return nil, fmt.Errorf("download the JSON of a flow: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("download the JSON of a flow: HTTP status %d", response.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxFlowJSON+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("download the JSON of a flow: %w", err)
	case len(text) > maxFlowJSON || !json.Valid(text):
		return nil, errors.New("what was downloaded is not the JSON of a flow")
	}
	return text, nil
}

func isLoopback(link *url.URL) bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, link.Hostname())
}

// touches reports whether one of the members is among the differences.
func touches(changed []Difference, members ...string) bool {
	return slices.ContainsFunc(changed, func(d Difference) bool {
		top, _, _ := strings.Cut(d.Path, ".")
		top, _, _ = strings.Cut(top, "[")
		return slices.Contains(members, top)
	})
}
