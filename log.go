package whatsapp

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// logAttempt logs the attempt, and once per client that another API version
// answered than the one requested.
func (c *call) logAttempt(ctx context.Context, response *http.Response, wait time.Duration) {
	config := c.client.config
	if config.logger == nil {
		return
	}
	if response != nil && c.op.link == nil { // media hosts have no version
		c.noticeVersion(ctx, response.Header.Get("Facebook-Api-Version"))
	}
	if !config.logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attributes := []slog.Attr{
		slog.String("operation", c.op.name()),
		slog.Int("attempt", c.attempts),
		slog.Int("status", c.status),
		slog.Duration("duration", time.Since(c.started)),
	}
	if c.err != nil {
		attributes = append(attributes, slog.Any("error", c.err))
	}
	if !c.decided {
		attributes = append(attributes, slog.Duration("retry_in", wait))
	}
	config.logger.LogAttrs(ctx, slog.LevelDebug, "whatsapp attempt", attributes...)
}

func (c *call) noticeVersion(ctx context.Context, served string) {
	config := c.client.config
	if served == "" || served == config.version {
		return
	}
	config.versionNotice.Do(func() {
		config.logger.LogAttrs(ctx, slog.LevelWarn, "whatsapp: the server answered with another API version than requested",
			slog.String("requested", config.version), slog.String("answered", c.secrets().Line(served)))
	})
}
