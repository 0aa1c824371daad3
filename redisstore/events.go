package redisstore

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/wabakit/whatsapp/webhook"
)

// Defaults for the arguments of [NewEvents].
const (
	DefaultEventsPrefix = "whatsapp:event:"
	DefaultEventsAge    = webhook.DefaultMemoryStoreAge
)

// Events is a [webhook.Store] and a [webhook.FailureCounter].
type Events struct {
	client redis.UniversalClient
	prefix string
	age    time.Duration
}

var (
	_ webhook.Store          = (*Events)(nil)
	_ webhook.FailureCounter = (*Events)(nil)
)

// NewEvents returns a store whose keys begin with prefix and which remembers
// each event for age after it is done. An empty prefix means
// [DefaultEventsPrefix], an age of zero [DefaultEventsAge].
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

// CountFailure implements [webhook.FailureCounter]. Failures are remembered for
// as long as an event that is done, from the last of them on.
func (e *Events) CountFailure(ctx context.Context, key string) (int, error) {
	count, err := countScript.Run(ctx, e.client, []string{e.prefix + failuresOf + key}, milliseconds(e.age)).Int()
	return count, wrap("count a failure", err)
}

func (e *Events) keys(key string) []string { return []string{e.prefix + key} }

// done is the value of an event that is done. While an event is in progress,
// its value is the token of the claim.
const done = "done"

// failuresOf stands before the key of an event in the key of its failures. No
// event's own key begins with it.
const failuresOf = "failures:"

// claimScript claims an event, unless it is claimed or done, and returns its
// value afterwards. KEYS: the event. ARGV: token, lease.
var claimScript = redis.NewScript(`
local held = redis.call('GET', KEYS[1])
if held then
	return held
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
`)

// releaseScript releases an event if the claim is still this one. KEYS: the
// event. ARGV: token.
var releaseScript = redis.NewScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
	return 0
end
return redis.call('DEL', KEYS[1])
`)

// countScript counts a failure and returns how many there are. KEYS: the
// failures of an event. ARGV: age.
var countScript = redis.NewScript(`
local count = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return count
`)
