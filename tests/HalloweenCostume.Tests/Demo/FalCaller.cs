using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Demo;

/// <summary>An emulator and plain HTTP to it, as the protocol is written down.</summary>
internal sealed class FalCaller : IAsyncDisposable
{
    public const string FluxLora = "fal-ai/flux-lora";

    public static readonly FalEmulatorOptions Quick = new() { RunTime = TimeRange.Milliseconds(20, 40), Concurrency = 8, Seed = 1 };

    private FalCaller(FalEmulator fal)
    {
        Fal = fal;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = fal.QueueUrl, Timeout = TimeSpan.FromSeconds(30) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Key", fal.Key);
    }

    public FalEmulator Fal { get; }

    public HttpClient Http { get; }

    public static async Task<FalCaller> StartAsync(FalEmulatorOptions? options = null, TimeProvider? time = null) =>
        new(await FalEmulator.StartAsync(options ?? Quick with { Faults = new FalFaults() }, time, null, CancellationToken.None));

    public static Dictionary<string, object> Input(string prompt = "a witch", long seed = 7) =>
        new() { ["prompt"] = prompt, ["seed"] = seed, ["image_size"] = new { width = 96, height = 128 } };

    public Task<HttpResponseMessage> PostAsync(object? input, string path = FluxLora, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(input ?? Input()) };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return Http.SendAsync(request);
    }

    public async Task<Submitted> SubmitAsync(object? input = null, string path = FluxLora, params (string Name, string Value)[] headers)
    {
        using var response = await PostAsync(input, path, headers);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return new Submitted(JsonElement.Parse(body));
    }

    public async Task<JsonElement> StatusAsync(Submitted request, string query = "") => await Http.GetFromJsonAsync<JsonElement>(request.StatusUrl + query);

    public async IAsyncEnumerable<JsonElement> StreamAsync(Submitted request, string query = "")
    {
        await using var stream = await Http.GetStreamAsync($"{request.StatusUrl}/stream{query}");
        await foreach (var item in SseParser.Create(stream).EnumerateAsync())
            yield return JsonElement.Parse(item.Data);
    }

    public async Task<JsonElement> CompletedAsync(Submitted request) => await StreamAsync(request).LastAsync();

    /// <summary>The result, once it is there.</summary>
    public async Task<(int StatusCode, JsonElement Body)> ResultAsync(Submitted request)
    {
        await CompletedAsync(request);
        using var response = await Http.GetAsync(request.ResponseUrl);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }

    public async Task<string> PictureUrlAsync(object? input = null) =>
        (await ResultAsync(await SubmitAsync(input))).Body.GetProperty("images")[0].GetProperty("url").GetString()!;

    public async Task UntilAsync(Submitted request, string status)
    {
        await foreach (var seen in StreamAsync(request))
        {
            if (seen.GetProperty("status").GetString() == status)
                return;
        }
        Assert.Fail($"The request never was {status}.");
    }

    /// <summary>Fails unless the call ends with a TCP reset.</summary>
    public static async Task AssertResetAsync(Func<Task> call)
    {
        var exception = await Record.ExceptionAsync(call);
        Assert.NotNull(exception);
        var inner = exception;
        while (inner is not null and not SocketException)
            inner = inner.InnerException;
        Assert.True(inner is SocketException { SocketErrorCode: SocketError.ConnectionReset }, exception.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Fal.DisposeAsync();
    }
}

/// <summary>What a submit answered.</summary>
internal sealed record Submitted(JsonElement Answer)
{
    public Guid Id => Answer.GetProperty("request_id").GetGuid();

    public string StatusUrl => Answer.GetProperty("status_url").GetString()!;

    public string ResponseUrl => Answer.GetProperty("response_url").GetString()!;

    public string CancelUrl => Answer.GetProperty("cancel_url").GetString()!;
}
