using System.Net;
using HalloweenCostume.Data;
using HalloweenCostume.Generations;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Functions.Tests.Worker;

/// <summary>The worker as a process under a Functions host.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task Pictures_go_from_fal_through_an_orchestration_into_the_bucket()
    {
        await using var host = await LocalHost.StartAsync();

        var generation = await host.Http.GenerateAsync(4);

        Assert.Equal("completed", generation.Status());
        foreach (var image in generation.Images())
        {
            Assert.StartsWith(host.Store.Address.AbsoluteUri, image.GetProperty("signedUrl").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(await host.Http.GetByteArrayAsync(image.GetProperty("signedUrl").GetString()));
        }

        Assert.Equal(4, host.Fal.Journal.Submits.Count);
        await DataFolder.AssertSoundAsync(host.Folder);
    }

    [Fact]
    public async Task Fals_call_wakes_the_orchestration_before_its_timer_and_a_forged_one_is_refused()
    {
        using var fal = new FalSigner();
        using var forger = new FalSigner();
        await using var keys = await FalKeyServer.StartAsync(fal.Jwk);
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?> { ["FAL_WEBHOOK_JWKS_URL"] = keys.Url.AbsoluteUri });
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, _ => true);
        await host.Http.GenerateAsync(1, "respond-async");
        int Looks() => host.Fal.Journal.Calls.Count(call => call.Kind == FalCallKind.Status);
        // From here its timers take 5, 7.6, 10, 10, … seconds.
        await Eventually.HoldsAsync(() => Looks() >= 4, 60);
        var id = host.Fal.Journal.Requests.Single().Id.ToString();
        using (var refused = await host.Http.SendAsync(forger.Call(id, DateTimeOffset.UtcNow).Request()))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        var begun = TimeProvider.System.GetTimestamp();
        foreach (var status in new[] { "OK", "ERROR" })
        {
            var before = Looks();
            using var taken = await host.Http.SendAsync(fal.Call(id, DateTimeOffset.UtcNow, FalSigner.Body(id, status)).Request());
            Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
            await Eventually.HoldsAsync(() => Looks() > before, 30);
        }

        // Two timers would have taken 12 s.
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 11);
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        await using var host = await LocalHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestBlocked, moment => moment.Seed == 1);
        using (await host.Http.SendAsync(Api.Generate(new { prompt = "johndoe", loraId = 1, num_images = 3, seed = 1 }))) { }
        host.Store.Next(Storage.Server.GcsFault.Forbidden);
        await host.Http.GenerateAsync();
        foreach (var path in new[] { "/api/images/1", "/api/health?deep=true", "/api/users" })
            await host.Http.GetJsonAsync(path);
        await host.Functions.FireAsync(nameof(Timers.KeepHouse));
        await host.Functions.StopWorkerAsync();

        var logged = string.Join('\n', host.Functions.Logs) + host.Functions.Output;

        Assert.Contains("generate-image", logged, StringComparison.Ordinal);
        var key = string.Concat(Storage.GcsServer.PrivateKeyPem.Split('\n')[1..^1]);
        foreach (var secret in new[] { host.Fal.Key, key[100..140], "PRIVATE KEY", "X-Goog-Signature", "AccountKey=" })
            Assert.DoesNotContain(secret, logged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_expected_is_a_problem_too()
    {
        await using var host = await LocalHost.StartAsync();
        await host.Services.GetRequiredService<Database>().WriteAsync(connection =>
        {
            using var command = (SqliteCommand)connection.CreateCommand();
            command.CommandText = "ALTER TABLE people RENAME TO nobody";
            return command.ExecuteNonQuery();
        }, CancellationToken.None);

        using var response = await host.Http.GetAsync("/api/users");

        var problem = await response.ProblemAsync(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("people", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(host.Functions.Logs, log => log.Message.Contains("GET /api/users failed", StringComparison.Ordinal) && log.Exception.Message.Contains("no such table", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_accepted_and_never_started_is_started_by_the_timer()
    {
        await using var host = await LocalHost.StartAsync();
        var generations = host.Services.GetRequiredService<GenerationDb>();
        var added = await generations.AddAsync(new(1, 1, "johndoe", [1, 2], null, "-"), CancellationToken.None);
        // As by a process that is killed before it starts what it took.
        Assert.Single(await generations.TakeTurnsAsync(1, CancellationToken.None));

        await host.Functions.FireAsync(nameof(Timers.StartAccepted));

        Assert.Equal("completed", (await host.Http.EndedAsync($"{added.Id}")).Status());
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task The_trace_of_a_request_reaches_fal_and_the_bucket()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var host = await LocalHost.StartAsync(settings: new Dictionary<string, string?>
        {
            ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9/;LiveEndpoint=http://127.0.0.1:9/",
        });
        using var request = Api.Generate(Api.Portrait());
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal("completed", (await response.JsonAsync()).Status());
        Assert.Contains(trace, Assert.Single(host.Fal.Journal.Submits).Headers.GetValueOrDefault("traceparent", ""), StringComparison.Ordinal);
        var written = host.Store.Requests.Where(sent => sent.Method == "PUT" && sent.Path.StartsWith("/halloween-costume-generated-images/", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, written.Count);
        Assert.All(written, sent => Assert.Contains(trace, sent.Headers.GetValueOrDefault("traceparent", ""), StringComparison.Ordinal));
    }
}
