using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using HalloweenCostume.Fal.Webhooks;
using HalloweenCostume.Http;
using Microsoft.Extensions.Logging;

namespace HalloweenCostume.Fal;

/// <summary>fal's queue API for <c>fal-ai/flux-lora</c>. Source: fal's documentation of the queue and its official clients.</summary>
/// <remarks>All calls throw <see cref="FalException"/> for whatever fal or the network does.</remarks>
public sealed partial class FalClient(
    HttpClient http, FalOptions options, FalTimeouts timeouts, FalAccount account, TimeProvider time, ILogger<FalClient> logger, FalWebhookOptions? webhook = null)
{
    private const string Model = "fal-ai/flux-lora";
    internal const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>
    /// Hands a picture over. There is no idempotency key at fal: a submit whose answer is lost may run and be paid,
    /// so only what provably did not reach the queue is sent again.
    /// </summary>
    /// <param name="startWithin">fal drops the request when no runner has begun by then.</param>
    /// <param name="cancellationToken">Ends the wait for another try. A submit that is on its way is let through: its answer is what tells about the money.</param>
    public async Task<FalRequest> SubmitAsync(FalInput input, string runnerHint, TimeSpan startWithin, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, SubmitUrl())
        {
            Content = JsonContent.Create(input, FalJson.Default.FalInput),
        };
        await request.Content.LoadIntoBufferAsync(cancellationToken);
        request.Headers.Add("X-Fal-Object-Lifecycle-Preference", FalHeaders.Lifecycle(TimeSpan.FromHours(24)));
        request.Headers.Add("X-Fal-Request-Start-Timeout", FalHeaders.Seconds(startWithin));
        request.Headers.Add("X-Fal-Runner-Hint", runnerHint);
        request.Options.Set(FalHttp.IsSubmit, true);
        var answer = await SendAsync(request, cancellationToken, CancellationToken.None);
        account.NoteAccepted();
        return FalAnswers.Submitted(answer, options.QueueUrl);
    }

    public async Task<FalStatus> StatusAsync(FalRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.StatusUrl);
        return FalAnswers.Status(await SendAsync(message, cancellationToken));
    }

    /// <summary>The states of a request as fal pushes them. Ends with the stream, which need not be the end of the request.</summary>
    public async IAsyncEnumerable<FalStatus> StreamAsync(FalRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, WebAddresses.Below(request.StatusUrl, "stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Options.Set(FalHttp.IsStream, true);
        using var response = await SendForHeadersAsync(message, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Accepted))
            throw new FalException(FalFailure.Unavailable, $"fal's status stream answered {(int)response.StatusCode}.", (int)response.StatusCode);
        await using var body = new GuardedStream(await response.Content.ReadAsStreamAsync(cancellationToken), MaxAnswerBytes, timeouts.StreamSilence, time);
        await foreach (var item in SseParser.Create(body, (_, data) => FalAnswers.Status(data.ToArray())).EnumerateAsync(cancellationToken))
            yield return item.Data;
    }

    /// <exception cref="FalException">Also for a model's own error: the result carries it as its answer.</exception>
    public async Task<FalResult> ResultAsync(FalRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, request.ResultUrl);
        return FalAnswers.Result(await SendAsync(message, cancellationToken));
    }

    /// <summary>Whether the request has come to an end, good or bad, as far as its result tells.</summary>
    public async Task<bool> HasResultAsync(FalRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await ResultAsync(request, cancellationToken);
            return true;
        }
        catch (FalException exception)
        {
            return exception.Failure is not (FalFailure.Unfinished or FalFailure.Unavailable or FalFailure.Busy or FalFailure.Senseless);
        }
    }

    /// <summary>Asks fal to let go of a request. Best effort: it may be done already, and then nobody looks at its result.</summary>
    public async Task TryCancelAsync(Uri cancelUrl, CancellationToken cancellationToken)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            using var message = new HttpRequestMessage(HttpMethod.Put, cancelUrl);
            await SendAsync(message, either.Token);
        }
        catch (FalException exception) when (exception.Status is 400 or 404)
        {
            // Finished or forgotten: there is nothing left to cancel.
        }
        catch (Exception exception) when (exception is FalException or OperationCanceledException)
        {
            LogNotCancelled(exception);
        }
    }

    internal Task<ReadOnlyMemory<byte>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken, cancellationToken);

    private Uri SubmitUrl()
    {
        var url = WebAddresses.Below(options.QueueUrl, Model);
        return webhook?.Url is { } callback ? new UriBuilder(url) { Query = $"fal_webhook={Uri.EscapeDataString(callback.AbsoluteUri)}" }.Uri : url;
    }

    private async Task<ReadOnlyMemory<byte>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, CancellationToken readCancellationToken)
    {
        using var response = await SendForHeadersAsync(request, cancellationToken);
        using var timeout = new CancellationTokenSource(timeouts.Answer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, readCancellationToken);
        try
        {
            await using var body = new GuardedStream(await response.Content.ReadAsStreamAsync(either.Token), MaxAnswerBytes, timeouts.Silence, time);
            using var bytes = new MemoryStream();
            await body.CopyToAsync(bytes, either.Token);
            var answer = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
            return response.IsSuccessStatusCode ? answer : throw account.Note(FalErrors.Read(response.StatusCode, answer, FalHeaders.ErrorType(response)));
        }
        catch (OperationCanceledException) when (!readCancellationToken.IsCancellationRequested)
        {
            throw new FalException(FalFailure.Unavailable, $"fal's answer took longer than {timeouts.Answer.TotalSeconds} s.");
        }
    }

    private async Task<HttpResponseMessage> SendForHeadersAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Key {options.Key}");
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException or Polly.Timeout.TimeoutRejectedException)
        {
            throw new FalException(FalFailure.Unavailable, "fal did not answer: " + exception.GetType().Name, innerException: exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request could not be cancelled at fal; its result will be dropped")]
    private partial void LogNotCancelled(Exception exception);
}
