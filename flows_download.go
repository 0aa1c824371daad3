package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
)

// DownloadJSON returns the JSON of a flow, byte for byte as it was uploaded. It
// can have mistakes, even one that makes it no JSON at all; [json.Valid] tells.
//
//	GET /{flow-id}/assets
//	GET the URL
//
// Permission: whatsapp_business_management. A flow without JSON is
// [ErrNotFound].
//
// The link of the JSON is fetched as [MediaService.Download] does it, and only
// from the hosts of [WithMediaHosts], but never with the access token. More
// than 10 MB, the limit of Flow JSON, is a [*MediaSizeError] with the id of the
// flow.
func (s *FlowService) DownloadJSON(ctx context.Context, flowID string, opts ...RequestOption) (json.RawMessage, error) {
	var text bytes.Buffer
	download := s.client.Media.download(flowID, &DownloadOptions{MaxBytes: maxFlowJSON}, opts)
	download.lookUp = func(ctx context.Context) (*MediaInfo, error) { return s.jsonFile(ctx, flowID, opts) }
	download.public, download.destination = true, &text
	if err := download.resolve(ctx); err != nil {
		return nil, err
	}
	if err := download.run(ctx); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

// jsonFile finds the JSON among the files of a flow.
func (s *FlowService) jsonFile(ctx context.Context, flowID string, opts []RequestOption) (*MediaInfo, error) {
	for asset, err := range s.AllAssets(ctx, flowID, nil, opts...) {
		if err != nil {
			return nil, err
		}
		if asset.AssetType == FlowAssetTypeFlowJSON {
			return &MediaInfo{ID: flowID, URL: asset.DownloadURL}, nil
		}
	}
	op := filesOf(flowID)
	return nil, fmt.Errorf("whatsapp: %s: the flow has no JSON: %w", op.name(), ErrNotFound)
}
