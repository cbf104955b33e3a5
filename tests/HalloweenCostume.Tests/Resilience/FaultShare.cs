using System.Collections.Concurrent;
using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Resilience;

/// <summary>A fault that strikes a part of its chances, and how often it struck each picture.</summary>
/// <param name="prompt">Only what is asked for with it at its end.</param>
/// <param name="share">Of the chances, 0 to 1.</param>
internal sealed class FaultShare(FalFault fault, string prompt, double share, int seed)
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<long, int> _strikes = new();

    public FalFault Fault => fault;

    public string Prompt => prompt;

    /// <summary>How many strikes a picture is to survive; the next one may cost it. 1000: any number.</summary>
    /// <remarks>
    /// What may have been accepted is not sent again, for it would be paid again; what a fal of good will could not do (another host, a redirect, more than
    /// 20 MiB, an answer of the model's) is not asked for again; all else has so many tries.
    /// </remarks>
    public int Survivable => fault switch
    {
        FalFault.Submit429 or FalFault.Submit503 or FalFault.Result429 or FalFault.Result502 or FalFault.Result503 => 5,
        FalFault.SubmitSlow => 1000,
        FalFault.Status404 => 2,
        FalFault.Result500 or FalFault.ResultReset or FalFault.ResultGarbage or FalFault.ResultDrip or FalFault.ResultEmpty => 3,
        FalFault.Picture404 or FalFault.PictureTruncated or FalFault.PictureHtml or FalFault.PictureBomb or FalFault.PictureDrip or FalFault.PictureReset => 3,
        FalFault.RequestRequeued => 1000,
        _ => (int)fault / 100 is (int)FalFaultStage.Status or (int)FalFaultStage.Stream ? 1000 : 0,
    };

    public int All => _strikes.Values.Sum();

    public int Of(long imageSeed) => _strikes.GetValueOrDefault(imageSeed);

    public void AddTo(FalFaults faults) => faults.When(fault, moment =>
    {
        if (moment.Prompt?.EndsWith(prompt, StringComparison.Ordinal) != true || moment.Seed is not { } image || _random.NextDouble() >= share)
            return false;
        _strikes.AddOrUpdate(image, 1, (_, strikes) => strikes + 1);
        return true;
    });
}
