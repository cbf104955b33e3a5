using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Functions.Tests.Data;

/// <summary>A process of <see cref="WriterProgram"/>, and what it acknowledged.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private readonly string _name;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<int> _acknowledged = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };
    private int _asked;

    private Writer(string name, Process process) => (_name, Process) = (name, process);

    public Process Process { get; }

    public IEnumerable<(string Writer, int Number)> Acknowledged => _acknowledged.Select(number => (_name, number));

    public string Output => string.Join('\n', _output);

    /// <summary>Is there when the process serves requests, whether or not it has the database.</summary>
    public static async Task<Writer> StartAsync(string name, Azurite azurite, TestFolder folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Writer).Assembly.Location])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path,
        };
        start.Environment["AzureWebJobsStorage"] = azurite.ConnectionString;
        start.Environment["DATABASE_PATH"] = folder.Below("halloween.db");
        start.Environment["SQLITE_JOURNAL_MODE"] = "DELETE";
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var writer = new Writer(name, new() { StartInfo = start });
        writer.Process.OutputDataReceived += (_, line) => writer._output.Enqueue(line.Data ?? "");
        writer.Process.ErrorDataReceived += (_, line) => writer._output.Enqueue(line.Data ?? "");
        writer.Process.Start();
        writer.Process.BeginOutputReadLine();
        writer.Process.BeginErrorReadLine();
        const string mark = "Now listening on: ";
        await Eventually.HoldsAsync(() => writer.Process.HasExited || writer.Output.Contains(mark, StringComparison.Ordinal), 60);
        var line = writer._output.FirstOrDefault(line => line.Contains(mark, StringComparison.Ordinal));
        Assert.True(line is not null, writer.Output);
        writer._http.BaseAddress = new(line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]);
        return writer;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>Asks for a row.</summary>
    /// <returns>Whether the process acknowledged it: else it said that it cannot now.</returns>
    public async Task<bool> WriteAsync(string? hold = null)
    {
        var number = Interlocked.Increment(ref _asked);
        using var answer = await _http.PostAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/rows/{_name}/{number}?hold={hold}"), UriKind.Relative), null);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            _acknowledged.Enqueue(number);
            return true;
        }

        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode}\n{Output}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter);
        return false;
    }

    /// <summary>Writes until the process refuses to, or is gone.</summary>
    public async Task WriteOnAsync()
    {
        try
        {
            while (await WriteAsync()) { }
        }
        catch (HttpRequestException)
        {
            // What was asked last was not acknowledged.
        }
    }

    /// <summary>Asks for rows until the first is acknowledged.</summary>
    public async Task<TimeSpan> TakeOverAsync()
    {
        var clock = Stopwatch.StartNew();
        while (!await WriteAsync())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"It did not get the database\n{Output}");
            await Task.Delay(100);
        }

        return clock.Elapsed;
    }

    /// <summary>Begins a row, and returns when its transaction stands still.</summary>
    public async Task<Task<bool>> HoldAsync(string where)
    {
        var writing = WriteAsync(where);
        await Eventually.HoldsAsync(() => _output.Contains(WriterProgram.Holding));
        return writing;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.EndAsync();
        Process.Dispose();
    }
}
