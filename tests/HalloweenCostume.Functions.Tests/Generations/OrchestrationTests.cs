using HalloweenCostume.Functions.Generations;
using HalloweenCostume.Generations;
using HalloweenCostume.Local.Demo.Fal;
using HalloweenCostume.Tests.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace HalloweenCostume.Functions.Tests.Generations;

public class OrchestrationTests
{
    [Fact]
    public async Task Four_images_are_made_side_by_side()
    {
        await using var host = await DurableHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(1_500, 1_500), Concurrency = 4 });
        var id = await host.GenerateAsync(4);
        await host.CompletedAsync(id);

        var generation = host.Find(id);
        Assert.Equal(GenerationStatus.Completed, generation.Status);
        Assert.All(generation.Images, image => Assert.Equal(ImageStatus.Ready, image.Status));
        var requests = host.Fal.Journal.Requests;
        Assert.Equal(4, requests.Count);
        // All were there before the first was done.
        Assert.True(requests.Max(request => request.SubmittedAt) < requests.Min(request => request.CompletedAt));
        Assert.Equal(8, Directory.EnumerateFiles(Path.Combine(host.Folder, "objects"), "*", SearchOption.AllDirectories).Count(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_custom_status_says_how_far_it_is()
    {
        await using var host = await DurableHost.StartAsync();
        var id = await host.GenerateAsync(3);
        var instance = await host.CompletedAsync(id);
        Assert.Equal(new RunProgress(Images: 3, Submitted: 3, Ended: 3), instance.ReadCustomStatusAs<RunProgress>());
        Assert.Equal(id.ToString(), instance.InstanceId);
    }

    [Fact]
    public async Task A_blocked_image_costs_the_others_nothing()
    {
        await using var host = await DurableHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestBlocked, moment => moment.Seed == 2);
        var id = await host.GenerateAsync(4);
        await host.CompletedAsync(id);

        var generation = host.Find(id);
        Assert.Equal(GenerationStatus.Completed, generation.Status);
        Assert.Equal([ImageStatus.Ready, ImageStatus.Blocked, ImageStatus.Ready, ImageStatus.Ready], generation.Images.Select(image => image.Status));
        Assert.NotNull(generation.Images[1].Error);
    }

    [Fact]
    public async Task An_image_that_fal_never_finishes_ends_at_its_deadline_and_is_cancelled_there()
    {
        await using var host = await DurableHost.StartAsync(settings: new() { ["GENERATION_TIMEOUT_MINUTES"] = "0.05" });
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, moment => moment.Seed == 1);
        var id = await host.GenerateAsync(2);
        await host.CompletedAsync(id);

        var generation = host.Find(id);
        Assert.Equal([ImageStatus.Failed, ImageStatus.Ready], generation.Images.Select(image => image.Status));
        Assert.Contains("did not finish in time", generation.Images[0].Error, StringComparison.Ordinal);
        Assert.True(host.Fal.Journal.Requests.Single(request => !request.Input.GetProperty("seed").ToString().Equals("2", StringComparison.Ordinal)).Cancelled);
    }

    [Fact]
    public async Task A_cancellation_reaches_fal_and_ends_the_orchestration()
    {
        await using var host = await DurableHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, _ => true);
        var id = await host.GenerateAsync(3);
        await Eventually.HoldsAsync(() => host.Fal.Journal.Requests.Count == 3, 30);
        await Eventually.HoldsAsync(() => host.Steps.Count(step => step == nameof(ImageActivities.CheckImage)) >= 3, 30);

        var fal = host.Service<HalloweenCostume.Fal.FalClient>();
        foreach (var url in await host.Service<GenerationDb>().CancelAsync(id, CancellationToken.None))
            await fal.TryCancelAsync(url, CancellationToken.None);
        await host.Runner.StopAsync(id, CancellationToken.None);

        await host.CompletedAsync(id);
        Assert.Equal(GenerationStatus.Cancelled, host.Find(id).Status);
        Assert.All(host.Fal.Journal.Requests, request => Assert.True(request.Cancelled));
        Assert.Equal(3, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task Who_is_called_looks_before_the_timer()
    {
        await using var host = await DurableHost.StartAsync();
        host.Fal.Faults.When(FalFault.RequestNeverFinishes, _ => true);
        var id = await host.GenerateAsync(1);
        var image = host.Service<ImageDb>().Plan(id, 1).Images[0];
        int Looks() => host.Steps.Count(step => step == nameof(ImageActivities.CheckImage));
        // By now the timers take 5, 7.6, 10, 10, … seconds.
        await Eventually.HoldsAsync(() => Looks() == 4, 30);

        var begun = TimeProvider.System.GetTimestamp();
        for (var call = 5; call <= 10; call++)
        {
            await host.Runner.WakeAsync(image, CancellationToken.None);
            await Eventually.HoldsAsync(() => Looks() >= call, 30);
        }

        // Six timers would have taken 52 s.
        Assert.InRange(TimeProvider.System.GetElapsedTime(begun).TotalSeconds, 0, 40);
        Assert.Equal(ImageStatus.Running, host.Find(id).Images[0].Status);
    }

    [Fact]
    public async Task A_second_start_of_the_same_id_does_nothing()
    {
        await using var host = await DurableHost.StartAsync();
        var run = await host.AcceptAsync(2);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(again => again % 2 == 0 ? host.Runner.StartAsync(run, CancellationToken.None) : host.Runner.StartAllAsync(CancellationToken.None)));
        await host.CompletedAsync(run.GenerationId);
        var steps = host.Steps.Count;

        await host.Runner.StartAsync(run, CancellationToken.None);
        await host.CompletedAsync(run.GenerationId);
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
        Assert.Equal(steps, host.Steps.Count);
        Assert.Equal(1, host.Steps.Count(step => step == nameof(ImageActivities.FinishGeneration)));
    }

    [Fact]
    public async Task Each_activity_may_be_delivered_twice()
    {
        await using var host = await DurableHost.StartAsync();
        host.Deliveries = 2;
        host.Fal.Faults.When(FalFault.RequestBlocked, moment => moment.Seed == 3);
        var id = await host.GenerateAsync(3);
        await host.CompletedAsync(id);

        Assert.Equal([ImageStatus.Ready, ImageStatus.Ready, ImageStatus.Blocked], host.Find(id).Images.Select(image => image.Status));
        Assert.Equal(3, host.Fal.Journal.Submits.Count);
        Assert.Equal(4, Directory.EnumerateFiles(Path.Combine(host.Folder, "objects"), "*.*", SearchOption.AllDirectories).Count(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(nameof(ImageActivities.SubmitImage))]
    [InlineData(nameof(ImageActivities.CheckImage))]
    [InlineData(nameof(ImageActivities.StoreImage))]
    [InlineData(nameof(ImageActivities.FinishGeneration))]
    public async Task A_process_that_is_lost_after_a_step_costs_nothing(string step)
    {
        await using var host = await DurableHost.StartAsync();
        host.LostAfter = step;
        var id = await host.GenerateAsync(2);
        await host.CompletedAsync(id);
        Assert.Contains(step, host.Steps);
        Assert.All(host.Find(id).Images, image => Assert.Equal(ImageStatus.Ready, image.Status));
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task What_was_accepted_and_never_started_is_started_by_the_timer()
    {
        await using var host = await DurableHost.StartAsync();
        var id = (await host.AcceptAsync(2)).GenerationId;
        var timers = TimersOf(host, TimeProvider.System);
        await timers.StartAccepted(new(), host.Client, CancellationToken.None);
        await host.CompletedAsync(id);
        Assert.Equal(GenerationStatus.Completed, host.Find(id).Status);

        await timers.StartAccepted(new(), host.Client, CancellationToken.None);
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task What_Durable_gave_up_is_taken_up_by_the_timer_and_paid_once()
    {
        await using var host = await DurableHost.StartAsync(new() { RunTime = TimeRange.Milliseconds(3_000, 3_000), Concurrency = 4 });
        var id = await host.GenerateAsync(2);
        await Eventually.HoldsAsync(() => host.Steps.Count(step => step == nameof(ImageActivities.SubmitImage)) == 2);
        // As what a process makes of it that is called in its last moments.
        await host.Client.TerminateInstanceAsync(GenerateImages.InstanceId(id, run: 1), CancellationToken.None);
        var given = await host.Client.WaitForInstanceCompletionAsync(GenerateImages.InstanceId(id, run: 1), CancellationToken.None);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, given.RuntimeStatus);
        Assert.False(host.Find(id).Ended);

        await TimersOf(host, TimeProvider.System).StartAccepted(new(), host.Client, CancellationToken.None);

        await host.CompletedAsync(id);
        Assert.All(host.Find(id).Images, image => Assert.Equal(ImageStatus.Ready, image.Status));
        Assert.Equal(2, host.Fal.Journal.Submits.Count);
    }

    [Fact]
    public async Task A_retry_is_a_run_of_its_own()
    {
        await using var host = await DurableHost.StartAsync();
        host.Fal.Faults.Next(FalFault.RequestBlocked, 2);
        var id = await host.GenerateAsync(2);
        await host.CompletedAsync(id);
        Assert.Equal(GenerationStatus.Failed, host.Find(id).Status);

        var asked = await host.Service<GenerationDb>().RetryAsync(id, null, () => 77, null, CancellationToken.None);
        await host.Runner.StartAsync(asked.Run!, CancellationToken.None);
        var second = await host.CompletedAsync(id, 2);
        Assert.Equal($"{id}-2", second.InstanceId);
        Assert.Equal(GenerationStatus.Completed, host.Find(id).Status);
    }

    [Fact]
    public async Task The_history_goes_after_seven_days()
    {
        await using var host = await DurableHost.StartAsync();
        var id = await host.GenerateAsync(1);
        await host.CompletedAsync(id);

        await TimersOf(host, new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(6.9))).PurgeHistory(new(), host.Client, CancellationToken.None);
        Assert.NotNull(await host.Client.GetInstanceAsync($"{id}", CancellationToken.None));

        await TimersOf(host, new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(7.1))).PurgeHistory(new(), host.Client, CancellationToken.None);
        Assert.Null(await host.Client.GetInstanceAsync($"{id}", CancellationToken.None));
        Assert.Equal(GenerationStatus.Completed, host.Find(id).Status);
    }

    private static Timers TimersOf(DurableHost host, TimeProvider time) => new(
        host.Runner, host.Service<Housekeeping>(), time, Microsoft.Extensions.Logging.Abstractions.NullLogger<Timers>.Instance);
}
