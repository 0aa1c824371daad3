package whatsapp_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/wabakit/whatsapp"
	"github.com/wabakit/whatsapp/graphtest"
)

const (
	creditLineID       = "1972385232742146"
	creditAllocationID = "1972385232742140"
)

func creditLineMethods() []method {
	return slices.Concat(creditLineLists(), creditSharing(), creditAllocationMethods())
}

func euros(amount, hundredths string) *whatsapp.CurrencyAmount {
	return &whatsapp.CurrencyAmount{Amount: amount, AmountInHundredths: hundredths, Currency: "EUR"}
}

func creditLineLists() []method {
	lines := listRow[whatsapp.CreditLine, whatsapp.ListOptions]{
		list:      (*whatsapp.CreditLineService).List,
		all:       (*whatsapp.CreditLineService).All,
		operation: "GET /{business-id}/extendedcredits",
		ids:       []string{businessID},
		options:   secondPage,
		fields:    []string{"id", "legal_entity_name"},
		page: &whatsapp.Page[whatsapp.CreditLine]{Paging: lastPage, Data: []whatsapp.CreditLine{
			{
				ID: creditLineID, LegalEntityName: "Retail Partners Ltd", CreditType: "MONTHLY_INVOICED", OwnerBusinessName: "Retail portfolio",
				LiableBusinessName: "Retail portfolio", SendBillToBusinessName: "Retail portfolio", IsAccessRevoked: new(false),
				LastPaymentTime: moment(`"2026-03-02T09:00:00+0000"`), Balance: euros("1250.00", "125000"), MaxBalance: euros("20000.00", "2000000"),
				AllocatedAmount: euros("0.00", "0"), CreditAvailable: euros("18750.00", "1875000"),
			},
			{ID: "1972385232742155"},
		}},
	}
	allocations := listRow[whatsapp.CreditAllocation, whatsapp.ListCreditAllocationsOptions]{
		list:      (*whatsapp.CreditLineService).ListAllocations,
		all:       (*whatsapp.CreditLineService).AllAllocations,
		operation: "GET /{credit-line-id}/owning_credit_allocation_configs",
		ids:       []string{creditLineID},
		options:   whatsapp.ListCreditAllocationsOptions{ListOptions: secondPage, ReceivingBusinessID: partnerBusinessID},
		fields:    []string{"id", "receiving_business"},
		page:      &whatsapp.Page[whatsapp.CreditAllocation]{Paging: lastPage, Data: []whatsapp.CreditAllocation{allocation()}},
	}
	return slices.Concat(lines.methods(), allocations.methods())
}

func allocation() whatsapp.CreditAllocation {
	return whatsapp.CreditAllocation{
		ID: creditAllocationID, ReceivingBusiness: &whatsapp.BusinessSummary{ID: partnerBusinessID, Name: "Client portfolio"},
	}
}

func creditSharing() []method {
	request := whatsapp.AttachCreditLineRequest{WABAID: wabaID, Currency: "EUR"}
	both := func(request whatsapp.AttachCreditLineRequest, first ...whatsapp.RequestOption) callMethod {
		return func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
			return result(client.CreditLines.ShareAndAttach(ctx, id, request, append(first, opts...)...))
		}
	}
	share := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.CreditLines.Share(ctx, id, partnerBusinessID, opts...))
	}
	attach := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.CreditLines.Attach(ctx, id, request, opts...))
	}
	attached := &whatsapp.AttachedCreditLine{Success: true, AllocationConfigID: creditAllocationID, WABAID: wabaID}
	return []method{
		{
			name: "CreditLines.ShareAndAttach", operation: "POST /{credit-line-id}/whatsapp_credit_sharing_and_attach",
			repeat: whatsapp.RepeatUnsafe, id: creditLineID,
			cases: []exchange{
				one("credit_lines/share_and_attach_success", both(request), &whatsapp.AttachedCreditLine{AllocationConfigID: creditAllocationID, WABAID: wabaID}),
				one("credit_lines/share_and_attach_beyond_limits",
					both(whatsapp.AttachCreditLineRequest{WABAID: "me", Currency: "eur"}, whatsapp.WithoutValidation()),
					&whatsapp.AttachedCreditLine{AllocationConfigID: creditAllocationID}),
			},
		},
		{
			name: "CreditLines.Share", operation: "POST /{credit-line-id}/whatsapp_credit_sharing", repeat: whatsapp.RepeatUnsafe, id: creditLineID,
			cases: []exchange{one("credit_lines/share_success", share, &whatsapp.SharedCreditLine{Success: true, AllocationConfigID: creditAllocationID})},
		},
		{
			name: "CreditLines.Attach", operation: "POST /{credit-line-id}/whatsapp_credit_attach", repeat: whatsapp.RepeatUnsafe, id: creditLineID,
			cases: []exchange{one("credit_lines/attach_success", attach, attached)},
		},
	}
}

func creditAllocationMethods() []method {
	get := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.CreditLines.GetAllocation(ctx, id, opts...))
	}
	verify := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return result(client.CreditLines.Verify(ctx, id, wabaID, opts...))
	}
	revoke := func(ctx context.Context, client *whatsapp.Client, id string, opts ...whatsapp.RequestOption) (any, error) {
		return nothing(client.CreditLines.Revoke(ctx, id, opts...))
	}
	whole, brief, funding := allocation(), allocation(), allocation()
	whole.ReceivingCredential = &whatsapp.CreditLine{ID: creditAllocationID + "1"}
	whole.OwningBusiness = &whatsapp.BusinessSummary{ID: businessID, Name: "Retail portfolio"}
	whole.OwningCredential = &whatsapp.CreditLine{ID: creditLineID, LegalEntityName: "Retail Partners Ltd"}
	whole.RequestStatus, whole.CurrencyAmount = whatsapp.CreditAllocationStatusDeleted, euros("500.00", "50000")
	whole.LiabilityType, whole.PartitionType, whole.SendBillTo = "MSA", "FIXED", "Agency"
	const fundingID = "771209846630015"
	funding.ReceivingCredential = &whatsapp.CreditLine{ID: fundingID}
	return []method{
		{
			name: "CreditLines.GetAllocation", operation: "GET /{allocation-config-id}", repeat: whatsapp.RepeatSafe, id: creditAllocationID,
			cases: []exchange{
				one("credit_lines/get_allocation_success", get, &brief),
				one("credit_lines/get_allocation_all_fields", get, &whole),
			},
		},
		{
			name: "CreditLines.Verify", operation: "GET /{allocation-config-id}", repeat: whatsapp.RepeatSafe, id: creditAllocationID,
			cases: []exchange{{
				fixtures: []string{"credit_lines/verify_allocation", "credit_lines/verify_account"}, call: verify,
				want: &whatsapp.CreditVerification{Shared: true, Allocation: funding, PrimaryFundingID: fundingID},
			}},
		},
		{
			name: "CreditLines.Revoke", operation: "DELETE /{allocation-config-id}", repeat: whatsapp.RepeatSafe, id: creditAllocationID,
			cases: []exchange{one("credit_lines/revoke_success", revoke, nil)},
		},
	}
}

func TestCreditLimits(t *testing.T) {
	t.Parallel()
	requireViolations(t, whatsapp.AttachCreditLineRequest{WABAID: "1", Currency: "USD"}.Validate())
	requireViolations(t, whatsapp.AttachCreditLineRequest{WABAID: "me", Currency: "Euro"}.Validate(),
		`waba_currency must be three capital letters such as "EUR", not "Euro"`, `waba_id must contain only digits, not "me"`)
	requireViolations(t, whatsapp.AttachCreditLineRequest{}.Validate(),
		`waba_currency must be three capital letters such as "EUR", not ""`, "waba_id is required")

	client := newClient(t, script())
	_, err := client.CreditLines.Share(t.Context(), creditLineID, "me")
	requireViolations(t, err, `receiving_business_id must contain only digits, not "me"`)
	_, err = client.CreditLines.Verify(t.Context(), creditAllocationID, "me")
	requireViolations(t, err, `waba_id must contain only digits, not "me"`)
}

func TestAllocationsFundAccounts(t *testing.T) {
	t.Parallel()
	account := &whatsapp.WABA{PrimaryFundingID: "1"}
	funds := func(credential *whatsapp.CreditLine, status whatsapp.CreditAllocationStatus) bool {
		return (&whatsapp.CreditAllocation{ReceivingCredential: credential, RequestStatus: status}).Funds(account)
	}
	require.True(t, funds(&whatsapp.CreditLine{ID: "1"}, ""))
	require.False(t, funds(&whatsapp.CreditLine{ID: "2"}, ""))
	require.False(t, funds(nil, ""))
	require.False(t, funds(&whatsapp.CreditLine{ID: "1"}, whatsapp.CreditAllocationStatusDeleted))
	account.PrimaryFundingID = ""
	require.False(t, funds(&whatsapp.CreditLine{}, ""), "two that are not known are not the same")
}

// An answer that was lost is not asked for again: the credit line is shared
// once, and can be found.
func TestCreditIsSharedOnce(t *testing.T) {
	t.Parallel()
	server, client := world(t)
	server.Script("POST /{credit-line}/whatsapp_credit_sharing_and_attach", graphtest.DropAfter())
	request := whatsapp.AttachCreditLineRequest{WABAID: graphtest.SecondWABAID, Currency: "EUR"}
	_, err := client.CreditLines.ShareAndAttach(t.Context(), graphtest.CreditLineID, request)
	require.ErrorIs(t, err, whatsapp.ErrOutcomeUnknown)
	require.Len(t, server.Requests(), 1)

	found, err := client.CreditLines.ListAllocations(t.Context(), graphtest.CreditLineID,
		&whatsapp.ListCreditAllocationsOptions{ReceivingBusinessID: graphtest.BusinessID})
	require.NoError(t, err)
	require.Len(t, found.Data, 1)
	verified, err := client.CreditLines.Verify(t.Context(), found.Data[0].ID, graphtest.SecondWABAID)
	require.NoError(t, err)
	require.True(t, verified.Shared)

	require.NoError(t, client.CreditLines.Revoke(t.Context(), found.Data[0].ID))
	verified, err = client.CreditLines.Verify(t.Context(), found.Data[0].ID, graphtest.SecondWABAID)
	require.NoError(t, err)
	require.False(t, verified.Shared)
	require.Equal(t, whatsapp.CreditAllocationStatusDeleted, verified.Allocation.RequestStatus)
	_, err = client.CreditLines.ShareAndAttach(t.Context(), graphtest.CreditLineID, whatsapp.AttachCreditLineRequest{WABAID: "7", Currency: "EUR"})
	var refused *whatsapp.GraphAPIError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, http.StatusBadRequest, refused.StatusCode)
}
