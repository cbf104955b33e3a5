using System.Net;
using System.Text.Json;
using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalRestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private FalEmulatorOptions Options => FalCaller.Quick with { StateFolder = _folder.FullName };

    [Fact]
    public async Task Results_files_and_urls_are_the_same_after_a_restart_and_the_port_too()
    {
        string picture, upload;
        Submitted request;
        Uri url;
        JsonElement before;
        await using (var caller = await FalCaller.StartAsync(Options))
        {
            url = caller.Fal.QueueUrl;
            upload = await FalUploads.PutAsync(caller, "a.safetensors", [1, 2]);
            request = await caller.SubmitAsync();
            (_, before) = await caller.ResultAsync(request);
            picture = before.GetProperty("images")[0].GetProperty("url").GetString()!;
        }

        await using var again = await FalCaller.StartAsync(Options);

        Assert.Equal(url, again.Fal.QueueUrl);
        Assert.Equal(before.GetRawText(), (await again.ResultAsync(request)).Body.GetRawText());
        Assert.Equal([1, 2], await again.Http.GetByteArrayAsync(upload));
        Assert.NotEmpty(await again.Http.GetByteArrayAsync(picture));
        var next = await again.SubmitAsync();
        Assert.Equal([(request.Id, 1), (next.Id, 2)], again.Fal.Journal.Requests.Select(record => (record.Id, record.Submit)));
    }

    /// <summary>A copy of the folder under a running emulator is what a killed one leaves behind.</summary>
    [Fact]
    public async Task Requests_that_a_killed_process_left_unfinished_run_again()
    {
        await using var killed = await FalCaller.StartAsync(Options with { RunTime = TimeRange.Milliseconds(60_000, 60_000), Concurrency = 1 });
        var running = await killed.SubmitAsync();
        await killed.UntilAsync(running, "IN_PROGRESS");
        var waiting = await killed.SubmitAsync();
        var cancelled = await killed.SubmitAsync();
        (await killed.Http.PutAsync(cancelled.CancelUrl, null)).Dispose();
        var copy = Copy();

        await using var caller = await FalCaller.StartAsync(Options with { StateFolder = copy, Concurrency = 1 });

        var origin = caller.Fal.QueueUrl.ToString();
        foreach (var request in new[] { running, waiting })
        {
            var (statusCode, result) = await caller.ResultAsync(At(request, origin));
            Assert.Equal(200, statusCode);
            Assert.NotEmpty(await caller.Http.GetByteArrayAsync(result.GetProperty("images")[0].GetProperty("url").GetString()));
        }
        var runs = caller.Fal.Journal.Requests;
        Assert.True(runs[0].StartedAt <= runs[1].StartedAt);
        Assert.Equal((499, true, 0), (runs[2].StatusCode, runs[2].Cancelled, runs[2].Runs));
    }

    [Fact]
    public async Task Results_name_the_new_port_when_the_old_one_is_taken()
    {
        await using var first = await FalCaller.StartAsync(Options);
        var request = await first.SubmitAsync();
        await first.ResultAsync(request);

        await using var second = await FalCaller.StartAsync(Options with { StateFolder = Copy() });
        var (_, result) = await second.ResultAsync(At(request, second.Fal.QueueUrl.ToString()));

        Assert.NotEqual(first.Fal.QueueUrl, second.Fal.QueueUrl);
        var picture = new Uri(result.GetProperty("images")[0].GetProperty("url").GetString()!);
        Assert.Equal(second.Fal.MediaHost, picture.Authority);
        using var response = await second.Http.GetAsync(picture);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_folder_belongs_to_one_emulator_at_a_time()
    {
        await using var caller = await FalCaller.StartAsync(Options);

        await Assert.ThrowsAsync<IOException>(() => FalCaller.StartAsync(Options));
    }

    [Fact]
    public async Task Payloads_that_are_not_to_be_stored_leave_the_disk()
    {
        await using var caller = await FalCaller.StartAsync(Options);

        await caller.ResultAsync(await caller.SubmitAsync(FalCaller.Input("a kept prompt")));
        await caller.ResultAsync(await caller.SubmitAsync(FalCaller.Input("a secret prompt"), FalCaller.FluxLora, ("X-Fal-Store-IO", "0")));

        var inputs = Directory.GetFiles(Path.Combine(_folder.FullName, "requests"))
            .Select(path => JsonElement.Parse(File.ReadAllText(path)).GetProperty("Request").GetProperty("Input").GetRawText());
        Assert.Single(inputs, input => input.Contains("kept", StringComparison.Ordinal));
        Assert.DoesNotContain(inputs, input => input.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_left_behind()
    {
        string folder;
        await using (var caller = await FalCaller.StartAsync())
        {
            await caller.PictureUrlAsync();
            folder = caller.Fal.StateFolder;
            Assert.True(Directory.Exists(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Submitted At(Submitted request, string origin) =>
        new(JsonElement.Parse(request.Answer.GetRawText().Replace(new Uri(request.StatusUrl).GetLeftPart(UriPartial.Authority) + "/", origin, StringComparison.Ordinal)));

    private string Copy()
    {
        var copy = _folder.CreateSubdirectory("copy").FullName;
        foreach (var path in Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock"))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_folder.FullName, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
        return copy;
    }
}
