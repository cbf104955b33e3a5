using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Promises;

/// <summary>The operator's commands, each as a process of its own.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _elsewhere = new();

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task People_are_added_and_listed_by_name()
    {
        Assert.Equal((0, "Added person 1: Zoë Quinn"), await RunAsync("people", "add", "--first", " Zoë ", "--last", "Quinn"));
        Assert.Equal((0, "Added person 2: Ann O'Hara"), await RunAsync("people", "add", "--first", "Ann", "--last", "O'Hara"));

        var (exitCode, output) = await RunAsync("people", "list");

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["ID FIRST LAST PICTURES MODELS RETIRED", "2 Ann O'Hara 0 0 -", "1 Zoë Quinn 0 0 -"],
            output.Split('\n').Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task Models_are_added_listed_and_removed()
    {
        await RunAsync("people", "add", "--first", "Ann", "--last", "Lee");
        Assert.Equal((0, "Added model 1 of person 1, called up by 'annlee'"),
            await RunAsync("loras", "add", "--person", "1", "--trigger", "annlee", "--file", Weights(100), "--scale", "0.8", "--shared"));
        Assert.Equal((0, "Added model 2 of person 1, called up by 'ann2'"),
            await RunAsync("loras", "add", "--person", "1", "--trigger", "ann2", "--url", "https://203.0.113.5/ann.safetensors"));

        var (_, list) = await RunAsync("loras", "list");
        var rows = list.Split('\n').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["1", "Ann", "Lee", "annlee", "0.8", "yes"], rows[1][..6]);
        Assert.Equal(["2", "Ann", "Lee", "ann2", "1", "no", "https://203.0.113.5/ann.safetensors"], rows[2][..7]);
        Assert.Single(LoraObjects());

        Assert.Equal((0, "Removed model 1"), await RunAsync("loras", "remove", "1"));
        Assert.Empty(LoraObjects());
        Assert.DoesNotContain("annlee", (await RunAsync("loras", "list")).Output, StringComparison.Ordinal);
        var (exitCode, output) = await RunAsync("loras", "remove", "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("No model in use has the id 1", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("people add --first Ann", "--last")]
    [InlineData("people add --last Lee", "--first")]
    [InlineData("people add --first= --last Lee", "--first")]
    [InlineData("people add --first Ann --last {long}", "--last")]
    [InlineData("people add --first Ann --last Lee --age 7", "--age")]
    [InlineData("people remove 1", "remove")]
    [InlineData("witches", "witches")]
    [InlineData("--port 80", "--port")]
    [InlineData("loras add --trigger x --url https://example.com/x", "--person")]
    [InlineData("loras add --person 1 --url https://example.com/x", "--trigger")]
    [InlineData("loras add --person one --trigger x --url https://example.com/x", "--person")]
    [InlineData("loras add --person 9 --trigger x --url https://203.0.113.5/x", "--person")]
    [InlineData("loras add --person 1 --trigger x", "--file")]
    [InlineData("loras add --person 1 --trigger x --file a --url https://example.com/x", "--file")]
    [InlineData("loras add --person 1 --trigger x --file /no/such/file", "--file")]
    [InlineData("loras add --person 1 --trigger x --file {folder}", "--file")]
    [InlineData("loras add --person 1 --trigger x --url http://example.com/x", "--url")]
    [InlineData("loras add --person 1 --trigger x --url https://me:secret@example.com/x", "--url")]
    [InlineData("loras add --person 1 --trigger x --url example.com/x", "--url")]
    [InlineData("loras add --person 1 --trigger x --url ftp://example.com/x", "--url")]
    [InlineData("loras add --person 1 --trigger x --url https://169.254.169.254/x", "--url: leads to 169.254.169.254, which has no public address")]
    [InlineData("loras add --person 1 --trigger x --url https://203.0.113.5/x#y", "--url: must have no fragment")]
    [InlineData("loras add --person 1 --trigger x --scale 0 --url https://example.com/x", "--scale")]
    [InlineData("loras add --person 1 --trigger x --scale 5 --url https://example.com/x", "--scale")]
    [InlineData("loras add --person 1 --trigger x --scale NaN --url https://example.com/x", "--scale")]
    [InlineData("loras add --person 1 --trigger {long} --url https://example.com/x", "--trigger")]
    [InlineData("loras remove", "remove")]
    [InlineData("loras remove x", "x")]
    [InlineData("backup", "backup")]
    [InlineData("backup /no/such/folder/copy.db", "/no/such/folder")]
    public async Task A_command_that_cannot_be_done_says_why_and_writes_nothing(string line, string named)
    {
        var arguments = line.Split(' ').Select(word => word switch
        {
            "{long}" => new string('x', 101), "{folder}" => _elsewhere.Path, _ => word,
        }).ToArray();

        var (exitCode, output) = await RunAsync(arguments);

        Assert.Equal(1, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", output, StringComparison.Ordinal);
        if (File.Exists(_folder.Below("halloween.db")))
            Assert.Equal(0, DataFolder.Count(_folder.Path, "people") + DataFolder.Count(_folder.Path, "loras"));
        Assert.Empty(LoraObjects());
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_refused()
    {
        await RunAsync("people", "add", "--first", "Ann", "--last", "Lee");
        var (text, cut, longer) = (_elsewhere.Below("text"), Weights(1000), Weights(1001));
        File.WriteAllText(text, "this is not a model");
        using (var file = File.OpenWrite(cut))
            file.SetLength(file.Length - 1);
        using (var file = File.OpenWrite(longer))
            file.SetLength(file.Length + 1);

        foreach (var wrong in new[] { text, cut, longer })
        {
            var (exitCode, output) = await RunAsync("loras", "add", "--person", "1", "--trigger", "annlee", "--file", wrong);
            Assert.Equal(1, exitCode);
            Assert.StartsWith($"--file: '{wrong}'", output, StringComparison.Ordinal);
        }

        Assert.Equal(0, DataFolder.Count(_folder.Path, "loras"));
        Assert.Empty(LoraObjects());
    }

    [Theory]
    [InlineData("--help", "people|loras|backup")]
    [InlineData("people --help", "add|list")]
    [InlineData("people add --help", "--first|--last")]
    [InlineData("loras --help", "add|list|remove")]
    [InlineData("loras add --help", "--person|--trigger|--file|--url|--scale|--shared")]
    [InlineData("backup --help", "--force")]
    public async Task Help_names_what_there_is(string line, string names)
    {
        var (exitCode, output) = await RunAsync(line.Split(' '));

        Assert.Equal(0, exitCode);
        Assert.All(names.Split('|'), name => Assert.Contains(name, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_taken_while_the_server_writes_is_whole()
    {
        await FalSettings.AddSamplesAsync(_folder.Path);
        await using var fal = await FalEmulator.StartAsync(new() { QueueTime = TimeRange.Milliseconds(3_600_000, 3_600_000) }, null, null, CancellationToken.None);
        await using var server = await LocalProcess.ServeAsync(_folder.Path, fal.Settings());
        var acknowledged = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await server.Http.GenerateAsync(2, "respond-async");
                Interlocked.Increment(ref acknowledged);
            }
        });

        for (var i = 0; i < 3; i++)
        {
            var before = Volatile.Read(ref acknowledged);
            Directory.CreateDirectory(_elsewhere.Below($"{i}"));
            var (exitCode, output) = await RunAsync("backup", _elsewhere.Below($"{i}", "halloween.db"));

            Assert.True(exitCode == 0, output);
            Assert.Equal("ok", DataFolder.Integrity(_elsewhere.Below($"{i}")));
            var generations = DataFolder.Count(_elsewhere.Below($"{i}"), "generations");
            Assert.InRange(generations, before, int.MaxValue);
            Assert.Equal(2 * generations, DataFolder.Count(_elsewhere.Below($"{i}"), "images"));
        }

        await stop.CancelAsync();
        await writing;
        Assert.True(acknowledged > 0);
        Assert.Empty(DataFolder.Drafts(_elsewhere.Path));
    }

    [Fact]
    public async Task A_restored_backup_is_the_same_to_a_server()
    {
        await FalSettings.AddSamplesAsync(_folder.Path);
        Assert.Equal(0, (await RunAsync("backup", _elsewhere.Below("halloween.db"))).ExitCode);

        await using var server = await LocalProcess.ServeAsync(_elsewhere.Path, new Dictionary<string, string?> { ["FAL_KEY"] = "key" });

        Assert.Equal(3, (await server.Http.GetJsonAsync("/api/users")).GetArrayLength());
        Assert.Equal(3, (await server.Http.GetJsonAsync("/api/get-lora-models")).GetArrayLength());
    }

    [Fact]
    public async Task A_backup_replaces_nothing_unless_told_to_and_the_database_itself_never()
    {
        await RunAsync("people", "add", "--first", "Ann", "--last", "Lee");
        var copy = _elsewhere.Below("halloween.db");
        File.WriteAllText(copy, "something else");

        var (exitCode, output) = await RunAsync("backup", copy);
        Assert.Equal(1, exitCode);
        Assert.Contains("--force", output, StringComparison.Ordinal);
        Assert.Equal("something else", File.ReadAllText(copy));

        Assert.Equal(0, (await RunAsync("backup", copy, "--force")).ExitCode);
        Assert.Equal(1, DataFolder.Count(_elsewhere.Path, "people"));

        File.CreateSymbolicLink(_elsewhere.Below("link.db"), _folder.Below("halloween.db"));
        foreach (var itself in new[] { _folder.Below("halloween.db"), _folder.Below("..", Path.GetFileName(_folder.Path), "halloween.db"), _elsewhere.Below("link.db") })
        {
            (exitCode, output) = await RunAsync("backup", itself, "--force");
            Assert.Equal(1, exitCode);
            Assert.Contains("is the database itself", output, StringComparison.Ordinal);
        }

        Assert.Equal(1, DataFolder.Count(_folder.Path, "people"));
    }

    [Fact]
    public async Task A_model_from_a_file_is_uploaded_once_whatever_happens_then()
    {
        await AddModelAsync("--file", Weights(100_000));
        await using var fal = await FalEmulator.StartAsync(new() { RunTime = TimeRange.Milliseconds(20, 30), Concurrency = 100 }, null, null, CancellationToken.None);
        for (var start = 0; start < 2; start++)
        {
            await using var host = await LocalHost.StartAsync(settings: fal.Settings(), folder: _folder.Path, samples: false);
            var generations = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Http.GenerateAsync(2)));
            Assert.All(generations, generation => Assert.Equal("completed", generation.Status()));
        }

        Assert.Equal(["POST", "PUT"], Uploads(fal).Select(call => call.Method));
        Assert.Single(fal.Journal.Requests.Select(LoraOf).Distinct());
        Assert.Equal(20, fal.Journal.Requests.Count);
    }

    [Fact]
    public async Task A_model_at_an_address_is_named_to_fal_as_it_is()
    {
        var weights = await File.ReadAllBytesAsync(Weights(100));
        await using var web = await HandMadeFal.StartAsync(context => context.Response.Body.WriteAsync(weights).AsTask());
        var url = $"{web.Address}models/Ann%20Lee.safetensors?token=a%2Fb&x=1";
        await AddModelAsync("--url", url);
        await using var host = await LocalHost.StartAsync(folder: _folder.Path, samples: false);

        Assert.Equal("completed", (await host.Http.GenerateAsync(2)).Status());

        Assert.All(host.Fal.Journal.Requests, request => Assert.Equal(url, LoraOf(request)));
        Assert.Empty(Uploads(host.Fal));
    }

    [Fact]
    public async Task A_model_over_90_MB_goes_up_in_parts()
    {
        const long size = 95L << 20;
        await AddModelAsync("--file", Weights(size));
        await using var host = await LocalHost.StartAsync(folder: _folder.Path, samples: false, configure: Hurry.With);

        Assert.Equal("completed", (await host.Http.GenerateAsync()).Status());

        var calls = Uploads(host.Fal);
        Assert.EndsWith("/storage/upload/initiate-multipart?storage_type=fal-cdn-v3", calls[0].Path, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 10).Select(part => $"/{part}"), calls.Skip(1).SkipLast(1).Select(call => call.Path[call.Path.LastIndexOf('/')..]));
        Assert.EndsWith("/complete", calls[^1].Path, StringComparison.Ordinal);
        Assert.All(calls.Skip(1), call => Assert.False(call.Headers.ContainsKey("Authorization")));
        using var uploaded = await host.Http.GetAsync(LoraOf(host.Fal.Journal.Requests[0]), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(new FileInfo(Weights(size)).Length, uploaded.Content.Headers.ContentLength);
    }

    private async Task AddModelAsync(string option, string value)
    {
        await RunAsync("people", "add", "--first", "Ann", "--last", "Lee");
        var (exitCode, output) = await RunAsync("loras", "add", "--person", "1", "--trigger", "annlee", option, value);
        Assert.True(exitCode == 0, output);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await LocalProcess.RunAsync(arguments, _folder.Path);
        return (exitCode, output.ReplaceLineEndings("\n").Trim());
    }

    /// <summary>A valid file with one tensor of so many bytes, which take no room on the disk.</summary>
    private string Weights(long bytes)
    {
        var path = _elsewhere.Below($"{bytes}.safetensors");
        using var file = File.Create(path);
        file.Write(LoraFile.Head(bytes));
        file.SetLength(file.Length + bytes);
        return path;
    }

    private string[] LoraObjects()
    {
        var bucket = _folder.Below("objects", "halloween-costume-loras");
        return Directory.Exists(bucket) ? Directory.GetFiles(bucket) : [];
    }

    private static List<FalCall> Uploads(FalEmulator fal) => [.. fal.Journal.Calls.Where(call => call.Kind == FalCallKind.Upload)];

    private static string LoraOf(FalRequestRecord request) => request.Input.GetProperty("loras")[0].GetProperty("path").GetString()!;
}
