using HalloweenCostume.Local.Demo.Fal;

namespace HalloweenCostume.Tests.Demo;

public sealed class FalFaultSettingTests
{
    private static readonly FalMoment Moment = new(1, default);

    [Fact]
    public void Every_fault_can_be_named_and_strikes_at_its_stage_alone()
    {
        foreach (var fault in Enum.GetValues<FalFault>())
        {
            var name = FalFaultSetting.NameOf(fault);
            var faults = FalFaultSetting.Parse(name);
            var struck = Enum.GetValues<FalFaultStage>().Select(stage => faults.Strike(stage, Moment)).Where(struck => struck is not null);
            Assert.Matches("^[a-z]+(-([a-z]+|[0-9]+))+$", name);
            Assert.Equal([fault], struck);
        }
    }

    [Fact]
    public void Probabilities_hold_and_repeat_with_the_same_seed()
    {
        bool[] Draw(int seed)
        {
            var faults = FalFaultSetting.Parse("submit-429:0.2, picture-html:0", seed);
            return [.. Enumerable.Range(0, 10_000).Select(_ => faults.Strike(FalFaultStage.Submit, Moment) == FalFault.Submit429)];
        }

        Assert.InRange(Draw(1).Count(struck => struck), 1_800, 2_200);
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.Null(FalFaultSetting.Parse("picture-html:0").Strike(FalFaultStage.Picture, Moment));
    }

    [Theory]
    [InlineData("submit-418", "submit-418")]
    [InlineData("submit-429:2", "2")]
    [InlineData("submit-429:often", "often")]
    public void A_senseless_setting_is_refused_with_what_is_wrong(string setting, string named)
    {
        Assert.Contains($"'{named}'", Assert.Throws<FormatException>(() => FalFaultSetting.Parse(setting)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scripted_faults_strike_in_their_order_and_then_no_more()
    {
        var faults = new FalFaults();
        faults.Next(FalFault.Submit500, times: 2);
        faults.Next(FalFault.SubmitReset);
        faults.Next(FalFault.Status404);

        Assert.Equal([FalFault.Submit500, FalFault.Submit500, FalFault.SubmitReset, null], Enumerable.Range(0, 4).Select(_ => faults.Strike(FalFaultStage.Submit, Moment)));
        faults.Clear();
        Assert.Null(faults.Strike(FalFaultStage.Status, Moment));
    }
}
