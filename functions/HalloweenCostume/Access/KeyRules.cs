namespace HalloweenCostume.Access;

public static class KeyRules
{
    public const int MaxDays = 3650;
}
