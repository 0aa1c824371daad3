package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

const (
	assetsOfFlow = "/{flow-id}/assets"
	flowJSONName = "flow.json" // Graph takes no other name
)

// ListAssets returns one page of the files of a flow: its JSON, and where to
// download it. [FlowService.DownloadJSON] does both.
//
//	GET /{flow-id}/assets
//
// Permission: whatsapp_business_management.
func (s *FlowService) ListAssets(ctx context.Context, flowID string, page *ListOptions, opts ...RequestOption) (*Page[FlowAsset], error) {
	return list[FlowAsset](ctx, s.client, filesOf(flowID), page, opts)
}

// AllAssets iterates over the files of a flow; see [FlowService.ListAssets].
func (s *FlowService) AllAssets(ctx context.Context, flowID string, page *ListOptions, opts ...RequestOption) iter.Seq2[*FlowAsset, error] {
	return all[FlowAsset](ctx, s.client, filesOf(flowID), page, opts)
}

func filesOf(flowID string) Operation {
	op := operation(http.MethodGet, assetsOfFlow, flowID)
	op.answersLink = true
	return op
}

// UpdateJSON replaces the JSON of a flow, of at most 10 MB. It is saved even if
// it has mistakes, which the answer lists:
//
//	updated, err := client.Flows.UpdateJSON(ctx, flowID, flowJSON)
//	if err == nil {
//		err = updated.ValidationErrors.Err()
//	}
//
// A published flow becomes a draft again: messages keep showing what was
// published last until it is published again.
//
//	POST /{flow-id}/assets
//
// Permission: whatsapp_business_management. Code 139001 says that the flow
// cannot be changed; [GraphAPIError.UserMessage] says why.
//
// https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson
func (s *FlowService) UpdateJSON(ctx context.Context, flowID string, flowJSON json.RawMessage, opts ...RequestOption) (*UpdatedFlowJSON, error) {
	op := operation(http.MethodPost, assetsOfFlow, flowID)
	op.checks = []validator{flowJSONCheck(flowJSON)}
	op.Multipart = &MultipartForm{
		Fields: url.Values{"name": {flowJSONName}, "asset_type": {string(FlowAssetTypeFlowJSON)}},
		File:   &File{Content: bytes.NewReader(flowJSON), Name: flowJSONName, MIMEType: "application/json"},
	}
	op.Repeat = RepeatSafe
	return decode[UpdatedFlowJSON](ctx, s.client, op, opts)
}

type flowJSONCheck json.RawMessage

// Validate checks the size.
func (c flowJSONCheck) Validate() error {
	var found violations
	switch {
	case len(c) == 0:
		found.add("file", "is required")
	case len(c) > maxFlowJSON:
		found.add("file", "has %d bytes, at most %d are allowed", len(c), maxFlowJSON)
	}
	return found.err()
}

// UpdatedFlowJSON is the answer to [FlowService.UpdateJSON].
type UpdatedFlowJSON struct {
	Success bool `json:"success"`
	// ValidationErrors are the mistakes in the JSON, which cannot be published
	// as long as there are any.
	ValidationErrors FlowValidationErrors `json:"validation_errors,omitzero"`
}

// FlowAsset is a file of a flow.
type FlowAsset struct {
	Name      string        `json:"name"`
	AssetType FlowAssetType `json:"asset_type"`
	// DownloadURL is where the file can be had for a while, without an access
	// token.
	DownloadURL SecretURL `json:"download_url"`
}

// FlowAssetType is the kind of a file of a flow.
type FlowAssetType string

// FlowAssetTypeFlowJSON is the JSON of the flow. It is the only kind that Meta
// documents.
const FlowAssetTypeFlowJSON FlowAssetType = "FLOW_JSON"
