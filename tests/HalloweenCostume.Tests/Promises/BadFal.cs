using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>One host with a fal that does something else wrong for each prompt, always or twice; all prompts are run some at a time.</summary>
public sealed class BadFal : IAsyncLifetime
{
    private const int AtATime = 14;
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> _ended = [];
    private Task _running = Task.CompletedTask;
    private LocalHost? _host;

    /// <summary>Fault, how the picture ends, a part of its reason, how many submits reach fal, how many it accepts.</summary>
    public static TheoryData<string, string, string?, int, int> Lasting => new()
    {
        { "submit-401", "failed", "account needs the operator", 1, 0 },
        { "submit-exhausted", "failed", "account needs the operator", 1, 0 },
        { "submit-429", "failed", "too much to do", 6, 0 },
        { "submit-500", "failed", "had a fault", 1, 0 },
        { "submit-502", "failed", "had a fault", 1, 0 },
        { "submit-503", "failed", "had a fault", 6, 0 },
        { "submit-reset", "failed", "had a fault", 1, 0 },
        { "submit-hang", "failed", "had a fault", 1, 0 },
        { "submit-lost", "failed", "had a fault", 1, 1 },
        { "submit-garbage", "failed", "something that is not a picture", 1, 1 },
        { "status-404", "failed", "no longer knows", 1, 1 },
        { "status-429", "failed", "did not finish in time", 1, 1 },
        { "status-500", "failed", "did not finish in time", 1, 1 },
        { "status-502", "failed", "did not finish in time", 1, 1 },
        { "status-503", "failed", "did not finish in time", 1, 1 },
        { "status-reset", "failed", "did not finish in time", 1, 1 },
        { "status-garbage", "ready", null, 1, 1 },
        { "stream-broken", "ready", null, 1, 1 },
        { "stream-missing", "ready", null, 1, 1 },
        { "stream-silent", "ready", null, 1, 1 },
        { "request-never-finishes", "failed", "did not finish in time", 1, 1 },
        { "request-fails", "failed", "had a fault", 1, 1 },
        { "request-blocked", "blocked", "safety check", 1, 1 },
        { "request-nsfw", "blocked", "safety check", 1, 1 },
        { "request-lora-fails", "failed", "could not load the model's file", 1, 1 },
        { "result-500", "failed", "had a fault", 1, 1 },
        { "result-429", "failed", "too much to do", 1, 1 },
        { "result-502", "failed", "had a fault", 1, 1 },
        { "result-503", "failed", "had a fault", 1, 1 },
        { "result-reset", "failed", "had a fault", 1, 1 },
        { "result-garbage", "failed", "something that is not a picture", 1, 1 },
        { "result-drip", "failed", "had a fault", 1, 1 },
        { "result-empty", "failed", "something that is not a picture", 1, 1 },
        { "picture-404", "failed", "had a fault", 1, 1 },
        { "picture-html", "failed", "something that is not a picture", 1, 1 },
        { "picture-drip", "failed", "had a fault", 1, 1 },
        { "picture-reset", "failed", "had a fault", 1, 1 },
    };

    public static TheoryData<string> Passing =>
    [
        "submit-429",
        "submit-503",
        "status-404",
        "status-429",
        "status-500",
        "status-502",
        "status-503",
        "status-reset",
        "status-garbage",
        "stream-broken",
        "stream-missing",
        "stream-silent",
        "request-requeued",
        "result-429",
        "result-500",
        "result-502",
        "result-503",
        "result-reset",
        "result-garbage",
        "result-drip",
        "result-empty",
        "picture-404",
        "picture-html",
        "picture-truncated",
        "picture-drip",
        "picture-reset",
    ];

    public async Task InitializeAsync()
    {
        var faults = new FalFaults(seed: 1) { DripDelay = TimeSpan.FromMilliseconds(100) };
        foreach (var fault in Names(Lasting))
            faults.When(Parse(fault), moment => moment.Prompt?.EndsWith($"lasting {fault}", StringComparison.Ordinal) == true);
        foreach (var fault in Names(Passing))
        {
            var left = 2;
            faults.When(Parse(fault), moment => moment.Prompt?.EndsWith($"passing {fault}", StringComparison.Ordinal) == true && left-- > 0);
        }

        _host = await LocalHost.StartAsync(
            new() { RunTime = TimeRange.Milliseconds(50, 50), Concurrency = 100, Faults = faults },
            new Dictionary<string, string?> { ["GENERATION_TIMEOUT_MINUTES"] = "0.1" }, configure: Hurry.With);
        foreach (var prompt in Names(Lasting).Select(fault => $"lasting {fault}").Concat(Names(Passing).Select(fault => $"passing {fault}")))
            _ended[prompt] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _running = Parallel.ForEachAsync(_ended.Keys, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (prompt, _) => await RunAsync(prompt));
    }

    public Task<JsonElement> EndedAsync(string prompt) => _ended[prompt].Task;

    /// <returns>The folder that they all wrote to.</returns>
    public async Task<string> AllEndedAsync()
    {
        await _running;
        return _host!.Folder;
    }

    public int Submits(string prompt) => _host!.Fal.Journal.Submits.Count(call => Is(call.Input, prompt));

    public int Accepted(string prompt) => _host!.Fal.Journal.Requests.Count(request => Is(request.Input, prompt));

    /// <summary>How often the results of a prompt's requests were asked for.</summary>
    public int Results(string prompt)
    {
        var ids = _host!.Fal.Journal.Requests.Where(request => Is(request.Input, prompt)).Select(request => request.Id).ToHashSet();
        return _host.Fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Result && call.RequestId is { } id && ids.Contains(id));
    }

    public async Task DisposeAsync()
    {
        await _running;
        if (_host is not null)
            await _host.DisposeAsync();
    }

    private async Task RunAsync(string prompt)
    {
        try
        {
            var asked = await _host!.Http.GenerateAsync(1, "respond-async", prompt);
            _ended[prompt].SetResult((await _host.Http.EndedAsync(asked.Id(), 60)).Images()[0]);
        }
        catch (Exception exception)
        {
            _ended[prompt].SetException(exception);
        }
    }

    private static IEnumerable<string> Names(IEnumerable<object?[]> rows) => rows.Select(row => (string)row[0]!);

    private static bool Is(JsonElement? input, string prompt) => input?.GetProperty("prompt").GetString()?.EndsWith(prompt, StringComparison.Ordinal) == true;

    private static FalFault Parse(string name) => Enum.GetValues<FalFault>().First(fault => FalFaultSetting.NameOf(fault) == name);
}
