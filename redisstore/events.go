package redisstore

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/webhook"
)

// What [NewEvents] means by an empty prefix and an age of zero.
const (
	DefaultEventsPrefix = "whatsapp:event:"
	DefaultEventsAge    = webhook.DefaultMemoryStoreAge
)

// Events is a [webhook.Store].
type Events struct {
	client redis.UniversalClient
	prefix string
	age    time.Duration
}

var _ webhook.Store = (*Events)(nil)

// NewEvents returns a store whose keys begin with the prefix, and which remembers
// each event for age after it is done. Empty means [DefaultEventsPrefix], zero
// means [DefaultEventsAge].
func NewEvents(client redis.UniversalClient, prefix string, age time.Duration) *Events {
	if prefix == "" {
		prefix = DefaultEventsPrefix
	}
	if age <= 0 {
		age = DefaultEventsAge
	}
	return &Events{client: client, prefix: prefix, age: age}
}

// Claim implements [webhook.Store].
func (e *Events) Claim(ctx context.Context, key string, lease time.Duration) (webhook.Claim, error) {
	claim := webhook.Claim{Key: key, Token: rand.Text()}
	held, err := claimScript.Run(ctx, e.client, e.keys(key), claim.Token, milliseconds(lease)).Text()
	switch {
	case err != nil:
		return webhook.Claim{}, wrap("claim", err)
	case held == claim.Token:
		claim.State = webhook.ClaimStateClaimed
		return claim, nil
	case held == done:
		return webhook.Claim{Key: key, State: webhook.ClaimStateAlreadyDone}, nil
	}
	return webhook.Claim{Key: key, State: webhook.ClaimStateInProgress}, nil
}

// Complete implements [webhook.Store].
func (e *Events) Complete(ctx context.Context, claim webhook.Claim, succeeded bool) error {
	if succeeded {
		return wrap("complete", e.client.Set(ctx, e.prefix+claim.Key, done, atLeastOne(e.age)).Err())
	}
	return wrap("complete", releaseScript.Run(ctx, e.client, e.keys(claim.Key), claim.Token).Err())
}

func (e *Events) keys(key string) []string { return []string{e.prefix + key} }

// done is what the key of an event holds that is done. While it is in progress,
// the key holds the token of its claim.
const done = "done"

// claimScript claims an event, unless it is held or done, and returns what its
// key holds then. KEYS: the event. ARGV: token, lease.
var claimScript = redis.NewScript(`
local held = redis.call('GET', KEYS[1])
if held then
	return held
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`)

// releaseScript gives back an event that this claim holds. KEYS: the event.
// ARGV: token.
var releaseScript = redis.NewScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 0
end
return redis.call('DEL', KEYS[1])
`)
