using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using HalloweenCostume.Tests.Hosting;

namespace HalloweenCostume.Tests.Admin;

/// <summary>The same by the operator's commands, each a process of its own.</summary>
public sealed class AdminCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestFolder _elsewhere = new();

    public Task InitializeAsync() => FalSettings.AddSamplesAsync(_folder.Path);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public async Task People_are_renamed_retired_exported_and_forgotten()
    {
        await using (var host = await LocalHost.StartAsync(folder: _folder.Path))
            await host.Http.GenerateAsync(2);

        Assert.Equal((0, "Person 2 is now Jane Roe"), await RunAsync("people", "rename", "2", "--last", " Roe "));
        Assert.Equal((0, "Person 2 is retired"), await RunAsync("people", "retire", "2"));
        var list = (await RunAsync("people", "list")).Output.Split('\n').Select(Words).ToList();
        Assert.Equal("ID FIRST LAST PICTURES MODELS RETIRED", list[0]);
        Assert.Matches(@"^2 Jane Roe 0 1 \d{4}-\d\d-\d\d$", list[1]);
        Assert.Equal(["1 John Doe 2 1 -", "3 Sample Skeleton 0 1 -"], list[2..]);
        Assert.Equal((0, "Person 2 is offered again"), await RunAsync("people", "retire", "2", "--undo"));

        var zip = _elsewhere.Below("john.zip");
        Assert.Equal((0, $"Exported John Doe to {zip}"), await RunAsync("people", "export", "1", zip));
        await using (var file = File.OpenRead(zip))
        {
            using var archive = new ZipArchive(file);
            Assert.Equal(["models", "person.json", "pictures", "pictures"], archive.Entries.Select(entry => entry.FullName.Split('/')[0]).Order());
        }

        await AssertRefusedAsync("exists already", "people", "export", "1", zip);
        await AssertRefusedAsync("\"John Doe\"", "people", "forget", "1", "--confirm", "John");
        Assert.Equal(2, DataFolder.Images(_folder.Path).Count);
        Assert.Equal((0, "Forgot John Doe"), await RunAsync("people", "forget", "1", "--confirm", "John Doe"));
        await AssertRefusedAsync("Nobody has the id 1", "people", "forget", "1", "--confirm", "John Doe");
        Assert.Equal((2, 2, 0), (DataFolder.Count(_folder.Path, "people"), DataFolder.Count(_folder.Path, "loras"), DataFolder.Count(_folder.Path, "generations")));
        Assert.Empty(DataFolder.Objects(_folder.Path));
        Assert.Equal(2, Directory.GetFiles(_folder.Below("objects", "halloween-costume-loras")).Length);
    }

    [Fact]
    public async Task Models_are_changed_while_the_server_runs()
    {
        await using var server = await LocalProcess.ServeAsync(_folder.Path);

        Assert.Equal((0, "Changed model 1"), await RunAsync("loras", "change", "1", "--trigger", "johnny", "--scale", "0.5", "--users", "2", "3"));
        Assert.Contains("johnny", (await server.Http.GetJsonAsync("/api/get-lora-models?userId=2")).GetRawText(), StringComparison.Ordinal);
        var changed = (await server.Http.GetJsonAsync("/api/loras")).One(1);
        Assert.Equal((0.5, "[2,3]"), (changed.GetProperty("scale").GetDouble(), changed.GetProperty("userIds").GetRawText()));
        Assert.Equal((0, "Changed model 3"), await RunAsync("loras", "change", "3", "--shared", "false", "--retired", "true"));
        Assert.DoesNotContain(3, (await server.Http.GetJsonAsync("/api/get-lora-models")).Numbers());
        var list = (await RunAsync("loras", "list")).Output.Split('\n').Select(Words).ToList();
        Assert.Matches("^1 John Doe johnny 0.5 no .* 2, 3 -$", list[2]);
        Assert.Matches(@"^3 Sample Skeleton sampleskeleton 1 no .* \d{4}-\d\d-\d\d$", list[3]);
        await AssertRefusedAsync("--users", "loras", "change", "1", "--users", "2", "99");
        await AssertRefusedAsync("--scale", "loras", "change", "1", "--scale", "5");
        await AssertRefusedAsync("No model has the id 99", "loras", "change", "99", "--scale", "1");
        Assert.Equal(changed.GetRawText(), (await server.Http.GetJsonAsync("/api/loras")).One(1).GetRawText());
    }

    [Fact]
    public async Task Keys_are_issued_listed_without_themselves_and_revoked_while_the_server_runs()
    {
        await using var server = await LocalProcess.ServeAsync(_folder.Path, new Dictionary<string, string?> { ["ACCESS"] = "keys" });

        var (exitCode, output) = await RunAsync("keys", "issue", "--name", "John's phone", "--person", "1", "--days", "30", "--site", "https://party.example/");
        Assert.Equal(0, exitCode);
        var key = Regex.Match(output, "key +(hc_[A-Za-z0-9_-]{43})").Groups[1].Value;
        Assert.Contains($"https://party.example/#key={key}", output, StringComparison.Ordinal);
        Assert.Contains("▀", output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, key));
        Assert.Equal(0, (await RunAsync("keys", "issue", "--name", "Hall", "--household")).ExitCode);

        var list = (await RunAsync("keys", "list")).Output;
        Assert.DoesNotContain(key[3..], list, StringComparison.Ordinal);
        Assert.Matches(@"^2 Hall household .*\n1 John's phone person 1 \d{4}", string.Join('\n', list.Split('\n').Skip(1).Select(Words)));
        Assert.Equal((0, "Revoked key 1"), await RunAsync("keys", "revoke", "1"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, key));
        await AssertRefusedAsync("No key has the id 9", "keys", "revoke", "9");
        await AssertRefusedAsync("nobody has the id 9", "keys", "issue", "--name", "a", "--person", "9");
        await AssertRefusedAsync("--household", "keys", "issue", "--name", "a", "--person", "1", "--admin");
        await AssertRefusedAsync("--days", "keys", "issue", "--name", "a", "--admin", "--days", "3651");
        Assert.Equal(2, DataFolder.Count(_folder.Path, "access_keys"));
    }

    private static string Words(string row) => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<HttpStatusCode> StatusAsync(LocalProcess server, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users") { Headers = { Authorization = new("Bearer", key) } };
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task AssertRefusedAsync(string named, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);
        Assert.Equal(1, exitCode);
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var (exitCode, output) = await LocalProcess.RunAsync(arguments, _folder.Path);
        return (exitCode, output.ReplaceLineEndings("\n").Trim());
    }
}
