package durabletest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/durable"
	"github.com/wabakit/whatsapp/webhook"
)

func testStates(b *bench) {
	data := make(chan string, 3)
	b.whenever(func(_ context.Context, e webhook.Event) error {
		data <- e.(*webhook.StatusEvent).Status.BizOpaqueCallbackData
		return nil
	})
	b.open()
	outgoing := text(alice, "hello")
	outgoing.Message.CallbackData = "order-17"
	outgoing.Key = "order-17 shipped"
	id := b.enqueue(outgoing)
	queued := b.message(id)
	b.check(queued.State == durable.StateQueued && queued.Recipient == "+"+alice && queued.Attempts == 0, "the message is %+v", queued)
	b.ok(b.Start(b.Context()))
	accepted := b.becomes(id, durable.StateAccepted)
	m := b.graph.of("hello")
	b.check(accepted.MessageID == m.id && accepted.Attempts == 1, "the message is %+v", accepted)
	b.check(m.number == numberID && strings.TrimPrefix(m.to, "+") == alice, "sent: %+v", m)
	b.check(m.callbackData != "" && m.callbackData != "order-17", "the callback data is %q", m.callbackData)
	for _, step := range []struct {
		status webhook.MessageStatus
		state  durable.State
	}{
		{webhook.MessageStatusSent, durable.StateSent},
		{webhook.MessageStatusDelivered, durable.StateDelivered},
		{webhook.MessageStatusRead, durable.StateRead},
	} {
		b.deliver(status(m, step.status))
		b.check(b.message(id).State == step.state, "the message is %s, want %s", b.message(id).State, step.state)
		b.check(receive(b, "the status event", data) == "order-17", "the callback data was not given back")
	}
	read := b.message(id)
	b.check(read.Key == outgoing.Key && read.CallbackData == "order-17" && !read.Delivery.ReadAt.IsZero(), "the message is %+v", read)
	b.check(len(b.graph.all()) == 1, "it was sent %d times", len(b.graph.all()))
}

func testStatusOrder(b *bench) {
	b.start()
	id := b.enqueue(text(alice, "hello"))
	b.becomes(id, durable.StateAccepted)
	m := b.graph.of("hello")
	for _, what := range []webhook.MessageStatus{
		webhook.MessageStatusRead, webhook.MessageStatusDelivered, webhook.MessageStatusSent, webhook.MessageStatusFailed, webhook.MessageStatusRead,
	} {
		b.deliver(status(m, what))
		b.check(b.message(id).State == durable.StateRead, "after %s, the message is %s", what, b.message(id).State)
	}
	// Without callback data, a status is known by the id.
	second := b.enqueue(text(alice, "second"))
	b.becomes(second, durable.StateAccepted)
	m = b.graph.of("second")
	m.callbackData = ""
	b.deliver(status(m, webhook.MessageStatusFailed, 131026))
	failed := b.message(second)
	b.check(failed.State == durable.StateFailed && failed.Code == 131026 && failed.Reason == "refused", "the message is %+v", failed)
	// Statuses of others change nothing.
	b.deliver(status(sent{id: "wamid.other", to: alice, callbackData: "wa.nobody.1"}, webhook.MessageStatusSent))
	b.deliver(status(sent{id: "wamid.other", to: alice, callbackData: "theirs"}, webhook.MessageStatusRead))
}

func testStatusFirst(b *bench) {
	entered, release := make(chan sent, 1), make(chan struct{})
	b.graph.whenever(func(_ context.Context, m sent) error {
		entered <- m
		<-release
		return nil
	})
	b.start()
	id := b.enqueue(text(alice, "hello"))
	m := receive(b, "the request", entered)
	b.check(b.message(id).State == durable.StateSending, "on its way, the message is %s", b.message(id).State)
	b.deliver(status(m, webhook.MessageStatusDelivered))
	close(release)
	b.graph.whenever(nil)
	b.becomes(b.enqueue(text(alice, "next")), durable.StateAccepted)
	message := b.message(id)
	b.check(message.State == durable.StateDelivered && message.MessageID == m.id, "the message is %+v", message)
}

func testKey(b *bench) {
	b.start()
	outgoing := text(alice, "hello")
	outgoing.Key = "order-17"
	id := b.enqueue(outgoing)
	again, err := b.Enqueue(b.Context(), outgoing)
	b.ok(err)
	b.check(again == durable.Queued{ID: id, Known: true}, "the answer is %+v", again)
	b.becomes(id, durable.StateAccepted)
	again, err = b.Enqueue(b.Context(), outgoing)
	b.ok(err)
	b.check(again == durable.Queued{ID: id, Known: true}, "the answer is %+v", again)
	b.becomes(b.enqueue(text(alice, "next")), durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"hello", "next"}), "sent: %q", b.graph.bodies())
	found, err := b.MessageByKey(b.Context(), "order-17")
	b.ok(err)
	b.check(found.ID == id, "the message is %+v", found)
	_, err = b.MessageByKey(b.Context(), "order-18")
	b.is(err, durable.ErrNotFound)
	_, err = b.Message(b.Context(), "nothing")
	b.is(err, durable.ErrNotFound)
}

func testRecipients(b *bench) {
	release := make(chan struct{})
	b.graph.whenever(func(_ context.Context, m sent) error {
		if m.body == "a1" {
			<-release
		}
		return nil
	})
	b.start()
	for _, body := range []string{"a1", "a2", "a3"} {
		b.enqueue(text(alice, body))
	}
	b.eventually("the message to Alice", func() bool { return b.graph.of("a1").body != "" })
	b.becomes(b.enqueue(text(bob, "b1")), durable.StateAccepted)
	spelled := text("+1 (555) 010-0123", "a4") // Alice
	last := b.enqueue(spelled)
	close(release)
	b.becomes(last, durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"a1", "b1", "a2", "a3", "a4"}), "sent: %q", b.graph.bodies())
}

func testUnknown(b *bench) {
	b.graph.whenever(func(_ context.Context, m sent) error {
		switch m.body {
		case "lost":
			return errLostAnswer
		case "panics":
			panic("in the middle")
		}
		return nil
	})
	b.start()
	id, panicked := b.enqueue(text(alice, "lost")), b.enqueue(text(alice, "panics"))
	unknown := b.becomes(id, durable.StateUnknown)
	b.check(strings.Contains(unknown.Reason, "lost"), "the reason is %q", unknown.Reason)
	b.becomes(panicked, durable.StateUnknown)
	b.becomes(b.enqueue(text(alice, "next")), durable.StateAccepted)
	list, err := b.Messages(b.Context(), durable.ListMessages{State: durable.StateUnknown})
	b.ok(err)
	b.check(len(list) == 2 && list[0].ID == id, "%d messages are unknown", len(list))

	b.deliver(status(b.graph.of("lost"), webhook.MessageStatusSent))
	settled := b.message(id)
	b.check(settled.State == durable.StateSent && settled.Reason == "" && settled.MessageID != "", "the message is %+v", settled)
	b.deliver(status(b.graph.of("panics"), webhook.MessageStatusFailed, 131026))
	b.check(b.message(panicked).State == durable.StateFailed, "the message is %s", b.message(panicked).State)
	b.check(len(b.graph.all()) == 3, "sent: %q", b.graph.bodies())
}

func testByHand(b *bench) {
	b.graph.whenever(once("lost", errLostAnswer))
	b.start()
	id := b.enqueue(text(alice, "lost"))
	b.is(b.Requeue(b.Context(), "nothing"), durable.ErrNotFound)
	b.becomes(id, durable.StateUnknown)
	b.ok(b.Requeue(b.Context(), id))
	again := b.becomes(id, durable.StateAccepted)
	b.check(again.Attempts == 2 && len(b.graph.all()) == 2, "the message is %+v", again)
	b.is(b.Requeue(b.Context(), id), durable.ErrNotFound)
	b.is(b.Abandon(b.Context(), id), durable.ErrNotFound)

	b.graph.whenever(once("gone", errLostAnswer))
	gone := b.enqueue(text(alice, "gone"))
	b.becomes(gone, durable.StateUnknown)
	b.ok(b.Abandon(b.Context(), gone))
	b.check(b.message(gone).State == durable.StateFailed, "the message is %s", b.message(gone).State)
	b.deliver(status(b.graph.of("gone"), webhook.MessageStatusDelivered))
	b.check(b.message(gone).State == durable.StateDelivered, "the message is %s", b.message(gone).State)
}

func testEarlierAttempt(b *bench) {
	b.graph.whenever(once("lost", errLostAnswer))
	b.start()
	id := b.enqueue(text(alice, "lost"))
	b.becomes(id, durable.StateUnknown)
	first := b.graph.of("lost")
	b.ok(b.HoldNumber(b.Context(), numberID, "to look first"))
	b.ok(b.Requeue(b.Context(), id))
	b.deliver(status(first, webhook.MessageStatusFailed, 131026))
	b.check(b.message(id).State == durable.StateQueued, "the message is %s", b.message(id).State)
	b.deliver(status(first, webhook.MessageStatusDelivered))
	b.check(b.message(id).State == durable.StateDelivered, "the message is %s", b.message(id).State)
	b.ok(b.ResumeNumber(b.Context(), numberID))
	b.becomes(b.enqueue(text(alice, "next")), durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"lost", "next"}), "sent: %q", b.graph.bodies())

	// When the latest attempt was accepted, the earlier one changes nothing.
	b.graph.whenever(once("again", errLostAnswer))
	again := b.enqueue(text(alice, "again"))
	b.becomes(again, durable.StateUnknown)
	first = b.graph.of("again")
	b.ok(b.Requeue(b.Context(), again))
	b.becomes(again, durable.StateAccepted)
	b.deliver(status(first, webhook.MessageStatusFailed, 131026))
	b.check(b.message(again).State == durable.StateAccepted, "the message is %s", b.message(again).State)
}

func testInvalid(b *bench) {
	b.open()
	for _, outgoing := range []durable.Outgoing{
		{},
		{PhoneNumberID: numberID},
		{Message: text(alice, "hello").Message},
		text("nobody", "hello"),
		text(alice, ""),
		{PhoneNumberID: numberID, Message: text(alice, "hello").Message, Marketing: &whatsapp.MarketingMessage{To: alice}},
		{PhoneNumberID: numberID, Marketing: &whatsapp.MarketingMessage{To: alice}},
	} {
		_, err := b.Enqueue(b.Context(), outgoing)
		b.check(err != nil, "it was taken: %+v", outgoing)
	}
	counted, err := b.EnqueueAll(b.Context(), slices.Values([]durable.Outgoing{text(alice, "hello"), text(alice, ""), text(alice, "third")}))
	b.check(err != nil && counted.Queued == 1, "the answer is %+v, %v", counted, err)
	_, invalid := errors.AsType[*whatsapp.ValidationError](err)
	b.check(invalid && strings.Contains(err.Error(), "message 1"), "the error is %v", err)
	stored, err := b.Messages(b.Context(), durable.ListMessages{})
	b.ok(err)
	b.check(len(stored) == 1, "%d messages were stored", len(stored))
}

func testTimes(b *bench) {
	b.start()
	later := text(alice, "later")
	later.NotBefore = inAnHour()
	id := b.enqueue(later)
	b.becomes(b.enqueue(text(alice, "now")), durable.StateAccepted)
	b.check(b.message(id).State == durable.StateQueued, "the message is %s", b.message(id).State)
	b.ok(b.Cancel(b.Context(), id))
	b.is(b.Cancel(b.Context(), id), durable.ErrNotFound)
	b.check(b.message(id).State == durable.StateCancelled, "the message is %s", b.message(id).State)

	late := text(alice, "late")
	late.Expires = anHourAgo()
	expired := b.becomes(b.enqueue(late), durable.StateFailed)
	b.check(strings.Contains(expired.Reason, "expired"), "the reason is %q", expired.Reason)

	soon := text(bob, "soon")
	soon.NotBefore = inAMoment()
	b.becomes(b.enqueue(soon), durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"now", "soon"}), "sent: %q", b.graph.bodies())
}

func testHeldByHand(b *bench) {
	b.start()
	b.ok(b.HoldNumber(b.Context(), numberID, "on holiday"))
	id := b.enqueue(text(alice, "a1"))
	outgoing := text(bob, "b1")
	outgoing.Campaign = "spring"
	second := b.enqueue(outgoing)
	fromOther := text(alice, "other")
	fromOther.PhoneNumberID = other
	b.becomes(b.enqueue(fromOther), durable.StateAccepted)
	b.held(numberID, 0)
	b.check(b.message(id).State == durable.StateQueued, "the message is %s", b.message(id).State)
	b.ok(b.ResumeNumber(b.Context(), numberID))
	b.becomes(id, durable.StateAccepted)
	b.becomes(second, durable.StateAccepted)
}

func testMarketing(b *bench) {
	b.start()
	id := b.enqueue(durable.Outgoing{PhoneNumberID: numberID, Marketing: &whatsapp.MarketingMessage{
		To: alice, Template: whatsapp.Template{Name: "offer", Language: "en_US"}, CallbackData: "mine",
	}})
	message := b.becomes(id, durable.StateAccepted)
	m := b.graph.of("offer")
	b.check(m.marketing && m.callbackData != "mine" && message.CallbackData == "mine", "sent: %+v", m)
}

func testOutboxStop(b *bench) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	b.graph.whenever(func(ctx context.Context, m sent) error {
		if m.body != "a1" {
			return nil
		}
		entered <- struct{}{}
		select {
		case <-release:
			return nil
		case <-ctx.Done():
			return errLostAnswer
		}
	})
	b.start()
	first, second := b.enqueue(text(alice, "a1")), b.enqueue(text(alice, "a2"))
	receive(b, "the request", entered)
	stopped := make(chan error, 1)
	go func() { stopped <- b.Stop(b.Context()) }()
	time.Sleep(10 * glance) // a stop that does not wait would show
	close(release)
	b.ok(receive(b, "the stop", stopped))
	b.check(b.message(first).State == durable.StateAccepted, "the message is %s", b.message(first).State)
	b.start()
	b.becomes(second, durable.StateAccepted)
	b.check(slices.Equal(b.graph.bodies(), []string{"a1", "a2"}), "sent: %q", b.graph.bodies())
}

func testCutShort(b *bench) {
	entered := make(chan struct{}, 1)
	b.graph.whenever(func(ctx context.Context, _ sent) error {
		entered <- struct{}{}
		<-ctx.Done()
		return errLostAnswer
	})
	b.start()
	id := b.enqueue(text(alice, "a1"))
	receive(b, "the request", entered)
	ended, cancel := context.WithCancel(b.Context())
	cancel()
	b.check(b.Stop(ended) != nil, "the stop did not tell that it was cut short")
	b.check(b.message(id).State == durable.StateUnknown, "the message is %s", b.message(id).State)
	b.graph.whenever(nil)
	b.start()
	b.becomes(b.enqueue(text(alice, "a2")), durable.StateAccepted)
	b.check(b.message(id).State == durable.StateUnknown && len(b.graph.all()) == 2, "sent: %q", b.graph.bodies())
}
