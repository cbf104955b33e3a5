namespace HalloweenCostume.Tests.Resilience.Traps;

internal sealed class TrapHandler(Trap trap) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Of an id nothing is told.
        var call = $"{request.Method} {request.RequestUri!.Segments.Where(segment => !Guid.TryParse(segment.Trim('/'), out _)).Skip(1).Select(segment => segment.Trim('/')).LastOrDefault()}";
        trap.Cross($"before {call}");
        var response = await base.SendAsync(request, cancellationToken);
        trap.Cross($"after {call}");
        return response;
    }
}
