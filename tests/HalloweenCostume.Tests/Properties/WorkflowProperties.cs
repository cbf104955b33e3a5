using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HalloweenCostume.Generations;

namespace HalloweenCostume.Tests.Properties;

/// <param name="Accepted">Whether fal takes the submit; otherwise the step ends the image.</param>
/// <param name="Stored">Whether storing ends the image: a step that was broken off does not.</param>
public sealed record ImageScript(bool Accepted, WaitOutcome Waited, bool WaitEnds, bool Stored);

public sealed record RunScript(IReadOnlyList<ImageScript> Images)
{
    public static Arbitrary<RunScript> Any() =>
        (from count in Gen.Choose(1, 4)
         from images in (from accepted in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
                         from waited in Gen.Elements(Enum.GetValues<WaitOutcome>())
                         from ends in Gen.Elements(true, false)
                         from stored in Gen.Elements(true, false)
                         select new ImageScript(accepted, waited, ends, stored)).ListOf(count)
         select new RunScript([.. images])).ToArbitrary();

    public override string ToString() => string.Join("; ", Images);
}

[Properties(Arbitrary = [typeof(RunScript)], MaxTest = 500, QuietOnSuccess = true)]
public sealed class WorkflowProperties
{
    [Property]
    public async Task Whatever_the_steps_answer_each_image_ends_once_and_only_what_is_done_is_stored(RunScript script)
    {
        var generation = Guid.NewGuid();
        var plan = new GenerationPlan(generation, 1, [.. script.Images.Select(_ => new ImagePlan(Guid.NewGuid(), generation, 1))]);
        var steps = new ScriptedSteps(plan, script);

        await GenerationWorkflow.RunAsync(plan, steps);

        foreach (var (image, wanted) in plan.Images.Zip(script.Images))
        {
            string[] calls = !wanted.Accepted ? ["submit"] : wanted.Waited == WaitOutcome.Done ? ["submit", "wait", "store"] : ["submit", "wait"];
            Assert.Equal(calls, steps.CallsOf(image));
        }

        Assert.Equal(plan.Images.Select(image => image.ImageId).Order(), steps.Ended.Order());
        Assert.Equal("finish", steps.Last);
    }

    /// <summary>Steps as their contract has them: each may end its image, and the last one ends what no other did.</summary>
    private sealed class ScriptedSteps(GenerationPlan plan, RunScript script) : IGenerationSteps
    {
        private readonly ConcurrentQueue<(Guid Image, string Step)> _calls = new();
        private readonly ConcurrentDictionary<Guid, bool> _ended = new();

        public IEnumerable<Guid> Ended => _ended.Keys;

        public string Last => _calls.Last().Step;

        public IEnumerable<string> CallsOf(ImagePlan image) => _calls.Where(call => call.Image == image.ImageId).Select(call => call.Step);

        public async Task<Submission?> SubmitAsync(ImagePlan image)
        {
            await CallAsync(image, "submit", ends: !Of(image).Accepted);
            return Of(image).Accepted ? new($"{image.ImageId}", DateTimeOffset.UnixEpoch) : null;
        }

        public async Task<WaitOutcome> WaitAsync(ImagePlan image, Submission submission)
        {
            Assert.Equal($"{image.ImageId}", submission.RequestId);
            await CallAsync(image, "wait", Of(image) is { WaitEnds: true, Waited: not WaitOutcome.Done });
            return Of(image).Waited;
        }

        public Task StoreAsync(ImagePlan image) => CallAsync(image, "store", Of(image).Stored);

        public Task FinishAsync(GenerationPlan finished)
        {
            Assert.Equal(plan, finished);
            _calls.Enqueue((Guid.Empty, "finish"));
            foreach (var image in plan.Images)
                _ended[image.ImageId] = true;
            return Task.CompletedTask;
        }

        private async Task CallAsync(ImagePlan image, string step, bool ends)
        {
            _calls.Enqueue((image.ImageId, step));
            await Task.Yield();
            if (ends)
                _ended[image.ImageId] = true;
        }

        private ImageScript Of(ImagePlan image) => script.Images[plan.Images.ToList().IndexOf(image)];
    }
}
