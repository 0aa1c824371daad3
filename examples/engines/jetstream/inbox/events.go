package inbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/wabakit/whatsapp/webhook"
)

// events is a [webhook.Store] in a bucket. A key holds when its claim ends, or
// that it is done, and its revision is the token of the claim.
type events struct{ bucket jetstream.KeyValue }

const done = "done"

// Claim implements [webhook.Store].
func (e *events) Claim(ctx context.Context, key string, lease time.Duration) (webhook.Claim, error) {
	until := []byte(strconv.FormatInt(time.Now().Add(lease).UnixMilli(), 10))
	revision, err := e.bucket.Create(ctx, bucketKey(key), until)
	if errors.Is(err, jetstream.ErrKeyExists) {
		var held jetstream.KeyValueEntry
		if held, err = e.bucket.Get(ctx, bucketKey(key)); err != nil {
			return webhook.Claim{}, err
		}
		if string(held.Value()) == done {
			return webhook.Claim{Key: key, State: webhook.ClaimStateAlreadyDone}, nil
		}
		if end, _ := strconv.ParseInt(string(held.Value()), 10, 64); time.Now().UnixMilli() < end {
			return webhook.Claim{Key: key, State: webhook.ClaimStateInProgress}, nil
		}
		// An error may be that somebody else was quicker.
		revision, err = e.bucket.Update(ctx, bucketKey(key), until, held.Revision())
	}
	if err != nil {
		return webhook.Claim{}, err
	}
	return webhook.Claim{Key: key, State: webhook.ClaimStateClaimed, Token: strconv.FormatUint(revision, 10)}, nil
}

// Complete implements [webhook.Store].
func (e *events) Complete(ctx context.Context, claim webhook.Claim, succeeded bool) error {
	if succeeded {
		_, err := e.bucket.Put(ctx, bucketKey(claim.Key), []byte(done))
		return err
	}
	revision, err := strconv.ParseUint(claim.Token, 10, 64)
	if err != nil {
		return err
	}
	err = e.bucket.Delete(ctx, bucketKey(claim.Key), jetstream.LastRevision(revision))
	if refused, ok := errors.AsType[*jetstream.APIError](err); ok && refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence {
		return nil // somebody else's by now
	}
	return err
}

// bucketKey returns a key without the characters that a bucket refuses.
func bucketKey(key string) string {
	hash := sha256.Sum256([]byte(key))
	return hex.EncodeToString(hash[:])
}
