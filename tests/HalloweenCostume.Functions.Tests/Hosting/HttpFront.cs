using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HalloweenCostume.Functions.Tests.Hosting.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Functions.Tests.Hosting;

/// <summary>
/// The Functions host's face: routes by the functions' triggers, and sends each request on to the worker's own address while it invokes the
/// function by gRPC. Source: https://github.com/Azure/azure-functions-host, DefaultHttpProxyService.
/// </summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private static readonly HashSet<string> _ofTheConnection = new(
        ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Expect"], StringComparer.OrdinalIgnoreCase);

    // It follows nothing, keeps nothing, and adds no trace of its own.
    private readonly HttpMessageInvoker _http = new(new PatientHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }));
    private readonly WorkerService _workers;
    private readonly WebApplication _app;
    private readonly bool _inAzure;

    private HttpFront(WorkerService workers, WebApplication app, bool inAzure) => (_workers, _app, _inAzure) = (workers, app, inAzure);

    public Uri Address => new(_app.Urls.First());

    /// <param name="inAzure">App Service stands in front: what it says of the client's connection is believed.</param>
    public static async Task<HttpFront> StartAsync(WorkerService workers, IEnumerable<HostedFunction> functions, string prefix, bool inAzure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 100 * 1024 * 1024;
        });
        var front = new HttpFront(workers, builder.Build(), inAzure);
        foreach (var function in functions.Where(function => function.Trigger.Type == "httpTrigger"))
            front.Map($"{prefix}/{function.Trigger.Route ?? function.Name}", function);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private void Map(string pattern, HostedFunction function)
    {
        RequestDelegate answer = context => AnswerAsync(context, function.Name);
        if (function.Trigger.Methods is { Length: > 0 } methods)
            _app.MapMethods(pattern, methods, answer);
        else
            _app.Map(pattern, answer);
    }

    private async Task AnswerAsync(HttpContext context, string name)
    {
        try
        {
            var session = await _workers.SessionAsync(context.RequestAborted);
            var id = Guid.NewGuid().ToString();
            var invocation = session.InvokeAsync(session.Functions[name], Invocation(context, session.Functions[name], id), context.RequestAborted);
            await ForwardAsync(context, session.Http, id, invocation);
            await SucceededAsync(invocation);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = Causes(exception).OfType<BadHttpRequestException>().FirstOrDefault()?.StatusCode ?? StatusCodes.Status500InternalServerError;
            // Nothing of the product's: what a test's failure is to tell.
            await context.Response.WriteAsJsonAsync($"The Functions host: {exception.Message}");
        }
    }

    private async Task ForwardAsync(HttpContext context, Uri worker, string id, Task<InvocationResponse> invocation)
    {
        using var request = Forwarded(context.Request, worker, id);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var sending = _http.SendAsync(request, given.Token);
        try
        {
            if (await Task.WhenAny(sending, invocation) == invocation)
                await SucceededAsync(invocation);
            using var response = await sending;
            await ReturnAsync(response, context);
        }
        catch
        {
            await given.CancelAsync();
            throw;
        }
    }

    private static async Task SucceededAsync(Task<InvocationResponse> invocation)
    {
        var response = await invocation;
        if (response.Result.Status != StatusResult.Types.Status.Success)
            throw new InvalidOperationException(response.Result.Exception?.Message);
    }

    private static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
            yield return exception;
    }

    private static InvocationRequest Invocation(HttpContext context, HostedFunction function, string id)
    {
        var request = new InvocationRequest
        {
            InvocationId = id,
            TraceContext = new() { TraceParent = context.Request.Headers.TraceParent.ToString(), TraceState = context.Request.Headers.TraceState.ToString() },
        };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = new() { Http = new() } });
        foreach (var (name, value) in context.Request.RouteValues)
            request.TriggerMetadata[name] = new() { String = $"{value}" };
        // As they came to the host, in contrast to those that it sends on to the worker's own address.
        request.TriggerMetadata["Headers"] = new() { Json = JsonSerializer.Serialize(context.Request.Headers.ToDictionary(header => header.Key, header => $"{header.Value}")) };
        return request;
    }

    private HttpRequestMessage Forwarded(HttpRequest request, Uri worker, string id)
    {
        // The path as this host understood it, for the worker to understand it the same way.
        var path = string.Join('/', request.Path.Value!.Split('/').Select(Uri.EscapeDataString));
        var address = new Uri($"{worker.AbsoluteUri.TrimEnd('/')}{path}{request.QueryString}");
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), address) { Version = HttpVersion.Version11 };
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        HttpContent content = hasBody ? new StreamContent(request.Body) : new ByteArrayContent([]);
        foreach (var (name, values) in request.Headers)
        {
            if (!_ofTheConnection.Contains(name) && !forwarded.Headers.TryAddWithoutValidation(name, [.. values]))
                content.Headers.TryAddWithoutValidation(name, [.. values]);
        }

        if (hasBody || content.Headers.NonValidated.Count > 0)
            forwarded.Content = content;

        Set("X-Forwarded-For", $"{request.HttpContext.Connection.RemoteIpAddress}");
        Set("X-Forwarded-Host", request.Host.ToUriComponent());
        Set("X-Forwarded-Proto", _inAzure && request.Headers["X-Forwarded-Proto"] is [{ } scheme] ? scheme : request.Scheme);
        Set("x-ms-invocation-id", id);
        return forwarded;

        void Set(string name, string value)
        {
            forwarded.Headers.Remove(name);
            forwarded.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static async Task ReturnAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!_ofTheConnection.Contains(name))
                context.Response.Headers[name] = values.ToArray();
        }

        await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        await body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>A worker says where it takes requests before it takes them: the host tries again where nobody listens yet. Source: the same, RetryProxyHandler.</summary>
    private sealed class PatientHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int MaxTries = 10;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException exception) when (attempt < MaxTries && exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                {
                    await Task.Delay(50 * attempt, cancellationToken);
                }
            }
        }
    }
}
